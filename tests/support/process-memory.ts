import { readdirSync, readFileSync } from 'node:fs';

/** Between two samples, ms. */
const INTERVAL = 100;
const PAGE_SIZE = 4096;
const MEGABYTE = 1024 * 1024;

/** Resident memory of processes, MB. */
interface Memory {
  /** The processes that run pages and service workers. */
  readonly pages: number;
  /** All processes of the browser. */
  readonly browser: number;
}

/**
 * Runs some work and, if it is about 100 MB or more, prints what the browser needs of memory: the figures of
 * `docs/requests.md`.
 */
export async function reportMemory<T>(what: string, megabytes: number, work: () => Promise<T>): Promise<T> {
  if (megabytes < 100) return work();
  const startedAt = performance.now();
  const { result, before, most } = await sampleMemory(work);
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
  console.log(
    `${what} of ${megabytes} MB in ${seconds} s: pages and workers ${before.pages} to ${most.pages} MB, ` +
      `whole browser ${before.browser} to ${most.browser} MB`,
  );
  return result;
}

/**
 * Runs some work and samples the resident memory of the browsers that this process has started (Linux only).
 *
 * @returns the result of the work, the memory before it, and the most of each during it
 */
async function sampleMemory<T>(
  work: () => Promise<T>,
): Promise<{ readonly result: T; readonly before: Memory; readonly most: Memory }> {
  const before = memoryOfBrowsers();
  let most = before;
  const timer = setInterval(() => {
    const { pages, browser } = memoryOfBrowsers();
    most = { pages: Math.max(most.pages, pages), browser: Math.max(most.browser, browser) };
  }, INTERVAL);
  try {
    const result = await work();
    return { result, before, most };
  } finally {
    clearInterval(timer);
  }
}

function memoryOfBrowsers(): Memory {
  const processes = descendants().flatMap((pid) => {
    const [command, statm] = [read(pid, 'cmdline'), read(pid, 'statm')];
    const pages = Number(statm?.split(' ')[1] ?? 0);
    // The display of WebKitGTK and our own servers are no part of a browser.
    if (command === undefined || !/chrom|firefox|webkit|MiniBrowser/i.test(command)) return [];
    if (/xvfb|WebKitWebDriver/i.test(command)) return [];
    return [{ command, megabytes: (pages * PAGE_SIZE) / MEGABYTE }];
  });
  const sum = (all: typeof processes): number =>
    Math.round(all.reduce((total, { megabytes }) => total + megabytes, 0));
  return {
    pages: sum(
      processes.filter(({ command }) =>
        /--type=renderer|-contentproc.*\btab$|WebKitWebProcess/.test(command),
      ),
    ),
    browser: sum(processes),
  };
}

/** All processes that this one has started, and those that they have started. */
function descendants(): number[] {
  const parents = new Map<number, number>();
  for (const entry of readdirSync('/proc')) {
    // The name of the program is in brackets and may contain spaces.
    const parent = /\) \S (\d+)/.exec(read(Number(entry), 'stat') ?? '')?.[1];
    if (parent !== undefined) parents.set(Number(entry), Number(parent));
  }
  const isOurs = (pid: number): boolean => {
    const parent = parents.get(pid);
    return parent !== undefined && (parent === process.pid || isOurs(parent));
  };
  return [...parents.keys()].filter(isOurs);
}

function read(pid: number, file: string): string | undefined {
  if (!(pid > 0)) return undefined;
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8').replaceAll('\0', ' ').trim();
  } catch {
    // The process has ended.
    return undefined;
  }
}
