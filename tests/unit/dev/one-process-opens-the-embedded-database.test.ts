import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { build } from 'vite';
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

/** Each line that it receives is a folder to lock, and each line that it sends is the outcome. */
const LOCKER = `
import { createInterface } from 'node:readline';
import { lockDirectory } from './lock-directory.mjs';
for await (const directory of createInterface({ input: process.stdin }))
  console.log(await lockDirectory(directory).then(() => 'locked', ({ message }) => message));
`;
const ROUNDS = 60;

test('of several processes that find the lock of a killed one, one gets it', async () => {
  const outDir = join(directory, '../locker');
  await build({
    configFile: false,
    logLevel: 'silent',
    build: {
      outDir,
      ssr: resolve('dev/database/lock-directory.ts'),
      rolldownOptions: { output: { entryFileNames: 'lock-directory.mjs' } },
    },
  });
  writeFileSync(join(outDir, 'locker.mjs'), LOCKER);
  const lockers = Array.from({ length: 4 }, () => {
    const child = spawn(process.execPath, [join(outDir, 'locker.mjs')], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    return { child, lines: createInterface({ input: child.stdout })[Symbol.asyncIterator]() };
  });
  const ended = `${await endedProcess()}`;
  for (let round = 0; round < ROUNDS; round += 1) {
    const folder = `${directory}-${round}`;
    writeFileSync(`${folder}.lock`, ended);
    for (const { child } of lockers) child.stdin.write(`${folder}\n`);
    const outcomes = await Promise.all(lockers.map(async ({ lines }) => (await lines.next()).value));
    expect(
      outcomes.filter((outcome) => outcome === 'locked'),
      outcomes.join(),
    ).toHaveLength(1);
    for (const outcome of outcomes) if (outcome !== 'locked') expect(outcome).toContain('is in use');
  }
  expect(readdirSync(join(directory, '..')).filter((name) => name.includes('.lock.'))).toEqual([]);
  for (const { child } of lockers) {
    child.stdin.end();
    await once(child, 'exit');
  }
}, 60_000);

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
