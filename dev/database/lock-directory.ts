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
  if (!(await create(path))) {
    const owner = (await readFile(path, 'utf8')).trim();
    if (isRunning(owner))
      throw new Error(
        `The data in ${directory} is in use by process ${owner}. Stop it, or set another PORT or STATE_DIRECTORY. If no such server is running, delete ${path}.`,
      );
    // A process that was killed left it.
    await rm(path, { force: true });
    if (!(await create(path))) throw new Error(`The data in ${directory} is in use by another process.`);
  }
  return () => rm(path, { force: true });
}

/** @returns `false` if the file exists */
async function create(path: string): Promise<boolean> {
  try {
    await writeFile(path, String(process.pid), { flag: 'wx' });
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
