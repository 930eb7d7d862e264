// Finds or installs the Chromium for tests and benchmarks. `node scripts/browser.mjs` prints its path.
import { execFileSync, spawnSync } from 'node:child_process';
import { accessSync, constants, realpathSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];
/** Timeout of a download, ms. */
const INSTALLER_PATIENCE = 5 * 60_000;
const PACKAGE_PATIENCE = 8 * 60_000;

const mayInstallPackages = process.platform === 'linux' && process.getuid?.() === 0;

/**
 * Returns the path of a working Chromium: `CHROMIUM_PATH`, else Playwright's own, else one on PATH, else a new
 * installation.
 *
 * @returns {string}
 * @throws {Error} one sentence that says what to install
 */
export function findBrowser() {
  const explicit = process.env.CHROMIUM_PATH;
  if (explicit) {
    if (isRunnable(explicit)) return explicit;
    throw new Error(`CHROMIUM_PATH is "${explicit}", which is not a working browser.`);
  }
  const found = installedBrowser();
  if (found !== undefined) return found;
  for (const install of [installPlaywrightsOwn, installDebianPackage]) {
    install();
    const installed = installedBrowser();
    if (installed !== undefined) return installed;
  }
  throw new Error(
    'No Chromium was found and none could be installed: install the package "chromium", or set CHROMIUM_PATH.',
  );
}

function installedBrowser() {
  const onPath = NAMES.flatMap((name) =>
    (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, name)),
  );
  return [chromium.executablePath(), ...onPath].find(isRunnable);
}

/** Whether the browser exists and starts. A download without its system libraries does not start. */
function isRunnable(path) {
  try {
    accessSync(path, constants.X_OK);
    execFileSync(path, ['--version'], { stdio: 'ignore', timeout: 30_000 });
    return true;
  } catch {
    return false;
  }
}

function installPlaywrightsOwn() {
  const cli = fileURLToPath(new URL('cli.js', import.meta.resolve('playwright/package.json')));
  say('No Chromium found: asking Playwright to download its own.');
  const isDownloaded = run(process.execPath, [cli, 'install', 'chromium'], INSTALLER_PATIENCE);
  if (!isDownloaded || installedBrowser() !== undefined || !mayInstallPackages) return;
  run(process.execPath, [cli, 'install-deps', 'chromium'], PACKAGE_PATIENCE);
}

function installDebianPackage() {
  if (!mayInstallPackages) return;
  say('Installing the Debian package "chromium".');
  run('apt-get', ['update'], PACKAGE_PATIENCE);
  run('apt-get', ['install', '-y', 'chromium'], PACKAGE_PATIENCE);
}

/** Output goes to stderr, because stdout contains only the path. */
function run(command, parameters, timeout) {
  const { status } = spawnSync(command, parameters, {
    stdio: ['ignore', process.stderr, process.stderr],
    timeout,
    killSignal: 'SIGKILL',
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
  return status === 0;
}

function say(text) {
  process.stderr.write(`${text}\n`);
}

if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  try {
    console.log(findBrowser());
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  }
}
