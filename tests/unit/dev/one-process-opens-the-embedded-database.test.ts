import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { lockDirectory } from '../../../dev/database/lock-directory.ts';
import { openDatabase } from '../../../dev/database/open-database.ts';

let directory: string;
let lock: string;
beforeEach(() => {
  directory = join(mkdtempSync(join(tmpdir(), 'keyring-lock-')), 'postgres');
  lock = `${directory}.lock`;
});
afterEach(() => rmSync(join(directory, '..'), { recursive: true, force: true }));

/** The id of a process that has ended. */
async function endedProcess(): Promise<number | undefined> {
  const child = spawn(process.execPath, ['-e', '']);
  await new Promise((resolve) => child.once('exit', resolve));
  return child.pid;
}

test('a second process is refused, with the id of the first one', async () => {
  // The parent of this process is running.
  writeFileSync(lock, `${process.ppid}`);
  await expect(openDatabase({ directory })).rejects.toThrow(`is in use by process ${process.ppid}`);
  await expect(openDatabase({ directory })).rejects.not.toThrow('Delete the folder');
  expect(existsSync(lock)).toBe(true);
});

test('a lock that has no process yet belongs to one that starts', async () => {
  writeFileSync(lock, '');
  await expect(lockDirectory(directory)).rejects.toThrow('is in use');
});

test('a process that was killed does not lock its successor out', async () => {
  writeFileSync(lock, `${await endedProcess()}`);
  const release = await lockDirectory(directory);
  await release();
  expect(existsSync(lock)).toBe(false);
});

test('a lock with the id of this process is taken over', async () => {
  // A container that starts again has the process id of the one before.
  writeFileSync(lock, `${process.pid}`);
  await (await lockDirectory(directory))();
});

test('a closed database can be opened again', async () => {
  const first = await openDatabase({ directory });
  expect(existsSync(lock)).toBe(true);
  await first.close();
  expect(existsSync(lock)).toBe(false);
  const second = await openDatabase({ directory });
  await second.close();
}, 60_000);
