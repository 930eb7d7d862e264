// The resident memory of a browser's processes while something runs (Linux only).
import { readFileSync } from 'node:fs';

/** Between two samples, ms. */
const INTERVAL = 50;
const PAGE_SIZE = 4096;
const MEGABYTE = 1_000_000;

/**
 * @typedef {object} Memory MB
 * @property {number} pages the processes that run pages and service workers
 * @property {number} browser all processes
 */

/**
 * Runs some work, and samples the memory of the browser before it, during it and after it.
 *
 * @template T
 * @param {import('playwright').Browser} browser
 * @param {() => Promise<T>} work
 * @returns {Promise<{ result: T, before: Memory, most: Memory, after: Memory }>}
 */
export async function watchMemory(browser, work) {
  const devTools = await browser.newBrowserCDPSession();
  const { processInfo } = await devTools.send('SystemInfo.getProcessInfo');
  await devTools.detach();
  const sample = () => {
    const sum = (/** @type {typeof processInfo} */ all) =>
      all.reduce((total, { id }) => total + residentMemory(id), 0);
    return {
      pages: sum(processInfo.filter(({ type }) => type === 'renderer')),
      browser: sum(processInfo),
    };
  };
  const before = sample();
  let most = before;
  const timer = setInterval(() => {
    const { pages, browser: whole } = sample();
    most = { pages: Math.max(most.pages, pages), browser: Math.max(most.browser, whole) };
  }, INTERVAL);
  try {
    const result = await work();
    return { result, before, most, after: sample() };
  } finally {
    clearInterval(timer);
  }
}

function residentMemory(/** @type {number} */ id) {
  try {
    const [, pages] = readFileSync(`/proc/${id}/statm`, 'utf8').split(' ');
    return (Number(pages) * PAGE_SIZE) / MEGABYTE;
  } catch {
    // The process has ended.
    return 0;
  }
}
