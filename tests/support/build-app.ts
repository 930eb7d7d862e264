import { spawnSync } from 'node:child_process';

const VITE = 'node_modules/vite/bin/vite.js';

/** Builds the app that the browser tests drive, unless `npm test` has just done so. */
export default function buildApp(): void {
  if (process.env.APP_IS_BUILT === '1') return;
  const { status } = spawnSync(process.execPath, [VITE, 'build', '--logLevel', 'warn'], { stdio: 'inherit' });
  if (status !== 0) throw new Error('The app does not build, so there is nothing to test in a browser.');
}
