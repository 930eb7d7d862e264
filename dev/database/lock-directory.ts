import { randomUUID } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';

/**
 * Reserves a folder for this process, by a file beside it that contains the id of the process. PGlite has no lock of its
 * own: a second process that opens the same files destroys them.
 *
 * @returns releases the folder
 * @throws Error that names the other process, if it is running
 */
export async function lockDirectory(directory: string): Promise<() => Promise<void>> {
  const path = `${directory}.lock`;
  // The random part distinguishes it from the lock of an earlier process with the same id.
  const own = `${process.pid} ${randomUUID()}`;
  if (!(await create(path, own))) {
    const found = await read(path);
    const [owner = ''] = (found ?? '').trim().split(' ');
    if (isRunning(owner))
      throw new Error(
        `The data in ${directory} is in use by process ${owner}. Stop it, or set another PORT or STATE_DIRECTORY. If no such server is running, delete ${path}.`,
      );
    // A process that was killed left it.
    if (!(await replace(path, found, own)))
      throw new Error(
        `The data in ${directory} is in use by another process. If no such server is running, delete ${path} and ${path}.next.`,
      );
  }
  return () => rm(path, { force: true });
}

/**
 * Replaces the lock of a process that has ended, under a second lock: of two processes that found it, the later one would
 * otherwise delete the lock of the earlier one.
 *
 * @returns `false` if another process does it, or has done it
 */
async function replace(path: string, found: string | undefined, own: string): Promise<boolean> {
  const next = `${path}.next`;
  if (!(await create(next, own))) return false;
  try {
    if ((await read(path)) !== found) return false;
    await rm(path, { force: true });
    return await create(path, own);
  } finally {
    await rm(next, { force: true });
  }
}

/** @returns `undefined` if there is no such file */
async function read(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** @returns `false` if the file exists */
async function create(path: string, text: string): Promise<boolean> {
  try {
    await writeFile(path, text, { flag: 'wx' });
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

/** In a restarted container the new process has the id of the old one, which has ended. */
function isRunning(owner: string): boolean {
  const id = Number(owner);
  if (id === process.pid) return false;
  // Empty: the other process has created the file, and has not written its id yet.
  if (!Number.isInteger(id) || id <= 0) return true;
  try {
    process.kill(id, 0);
    return true;
  } catch (error) {
    // EPERM: the process of another user.
    return codeOf(error) !== 'ESRCH';
  }
}

const codeOf = (error: unknown): unknown =>
  error instanceof Error && 'code' in error ? error.code : undefined;
