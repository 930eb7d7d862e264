import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { expect } from '@playwright/test';

/** The end of the name of the thread that runs a service worker, as the system shortens it. */
const THREAD = ': ServiceWorker';

/**
 * Ends the process of WebKitGTK in which the worker runs, as a device does that needs its memory. The pages of the app go on:
 * after a sign-in they have other processes. The next worker runs in one of these, so this is possible once in a session.
 *
 * @param driver id of the process that started the browser
 * @param before is done while the process stands still: the worker receives nothing of it
 */
export async function killWorker(driver: number, before: () => Promise<void>): Promise<void> {
  const [pid, ...more] = descendantsOf(driver).filter(runsWorker);
  if (pid === undefined || more.length > 0) throw new Error('There is not exactly one worker.');
  process.kill(pid, 'SIGSTOP');
  await before().finally(() => process.kill(pid, 'SIGKILL'));
  await expect.poll(() => descendantsOf(driver).includes(pid)).toBe(false);
}

function runsWorker(pid: number): boolean {
  try {
    const threads = readdirSync(`/proc/${pid}/task`);
    return threads.some((id) => readFileSync(`/proc/${pid}/task/${id}/comm`, 'utf8').trim() === THREAD);
  } catch {
    // It has ended meanwhile.
    return false;
  }
}

function descendantsOf(root: number): readonly number[] {
  const { stdout } = spawnSync('ps', ['-eo', 'pid=,ppid='], { encoding: 'utf8' });
  const rows = stdout
    .trim()
    .split('\n')
    .map((row) => row.trim().split(/\s+/).map(Number));
  const found = [root];
  // A child is found after its parent, because the list grows while it is read.
  for (const parent of found)
    for (const [pid, of] of rows) if (of === parent && pid !== undefined) found.push(pid);
  return found.slice(1);
}
