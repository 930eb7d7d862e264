import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { findFreePorts } from '../../support/free-ports.ts';
import { command } from './webdriver-command.ts';
import { WebKitTabs } from './webkit-tabs.ts';
import { killWorker } from './webkit-worker.ts';

/** Limit for a response of the driver, ms. */
const START_PATIENCE = 20_000;
/** No popup blocker: an attacker waits for a click of the user, which the test does not simulate. */
const OPENS_WINDOWS = '--javascript-can-open-windows-automatically=true';

/** WebKitGTK with its own WebDriver, on a virtual display. Each start has its own profile. */
export class WebKitBrowser {
  readonly tabs: WebKitTabs;
  readonly version: string;
  /** Where this browser saves what it downloads. */
  readonly downloads: string;
  readonly #home: string;
  readonly #driver: ChildProcess;
  readonly #session: string;

  private constructor(
    driver: ChildProcess,
    session: string,
    version: string,
    { home, downloads, origin }: { home: string; downloads: string; origin: string },
  ) {
    this.#driver = driver;
    this.#home = home;
    this.downloads = downloads;
    this.#session = session;
    this.version = version;
    this.tabs = new WebKitTabs(session, origin);
  }

  /** @throws Error in one sentence when something that it needs is not installed */
  static async start(origin: string): Promise<WebKitBrowser> {
    const binary = miniBrowser();
    for (const name of ['xvfb-run', 'WebKitWebDriver']) assertInstalled(name);
    const port = await findFreePorts();
    const { home, downloads } = folders();
    // A separate process group: the display, the driver and the browser end together.
    const driver = spawn('xvfb-run', ['-a', 'WebKitWebDriver', `--port=${port}`], {
      stdio: 'ignore',
      detached: true,
      env: { ...process.env, XDG_CONFIG_HOME: home },
    });
    try {
      const base = `http://127.0.0.1:${port}`;
      await untilReady(base, driver);
      const options = { binary, args: ['--automation', OPENS_WINDOWS] };
      const alwaysMatch = { browserName: 'MiniBrowser', 'webkitgtk:browserOptions': options };
      const { sessionId, capabilities } = (await command(base, 'POST', '/session', {
        capabilities: { alwaysMatch },
      })) as { sessionId: string; capabilities: { browserVersion: string } };
      const places = { home, downloads, origin };
      return new WebKitBrowser(driver, `${base}/session/${sessionId}`, capabilities.browserVersion, places);
    } catch (error) {
      endGroup(driver);
      rmSync(home, { recursive: true, force: true });
      throw error;
    }
  }

  /** Ends the worker in the middle of its work: see {@link killWorker}. */
  async killWorker(before: () => Promise<void> = async () => {}): Promise<void> {
    if (this.#driver.pid === undefined) throw new Error('The browser has not started.');
    await killWorker(this.#driver.pid, before);
  }

  async close(): Promise<void> {
    await command(this.#session, 'DELETE', '').catch(() => {});
    endGroup(this.#driver);
    rmSync(this.#home, { recursive: true, force: true });
  }
}

/** A folder of settings whose only setting says where downloads are saved; without it, that is the user's home. */
function folders(): { home: string; downloads: string } {
  const home = mkdtempSync(join(tmpdir(), 'keyring-webkit-'));
  const downloads = join(home, 'downloads');
  mkdirSync(downloads);
  writeFileSync(join(home, 'user-dirs.dirs'), `XDG_DOWNLOAD_DIR="${downloads}"\n`);
  return { home, downloads };
}

/** The browser of the driver's own package, in the library folder of this machine's kind. */
function miniBrowser(): string {
  const candidates = ['/usr/lib', '/usr/libexec']
    .flatMap((parent) => [parent, ...foldersIn(parent)])
    .flatMap((parent) => foldersIn(parent).filter((path) => /\/webkit2?gtk-[\d.]+$/.test(path)));
  const found = candidates.map((folder) => join(folder, 'MiniBrowser')).find((path) => existsSync(path));
  if (found !== undefined) return found;
  throw new Error('WebKitGTK cannot be tested here: MiniBrowser is missing (Debian: libwebkit2gtk-4.1-0).');
}

function foldersIn(parent: string): string[] {
  if (!existsSync(parent)) return [];
  const entries = readdirSync(parent, { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(parent, name));
}

function assertInstalled(name: string): void {
  if (spawnSync('which', [name]).status === 0) return;
  throw new Error(
    `WebKitGTK cannot be tested here: ${name} is missing (Debian: apt-get install xvfb webkit2gtk-driver).`,
  );
}

/** The driver says nothing when it listens: the first connection that it takes is the sign. */
async function untilReady(base: string, driver: ChildProcess): Promise<void> {
  const ended = new Promise<never>((_resolve, reject) => {
    driver.once('exit', (code) =>
      reject(new Error(`WebKitWebDriver ended with ${code} before it responded.`)),
    );
  });
  await Promise.race([
    expect(() => command(base, 'GET', '/status')).toPass({ timeout: START_PATIENCE }),
    ended,
  ]);
}

function endGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGTERM');
  } catch {
    // It has ended by itself.
  }
}
