import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

interface Lockfile {
  readonly packages: Record<string, { version: string; optionalDependencies?: Record<string, string> }>;
}

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'keyring-lockfile-'));
  path = join(folder, 'package-lock.json');
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function check(lockfile: Lockfile): { status: number | null; errors: string } {
  writeFileSync(path, JSON.stringify(lockfile));
  const { status, stderr } = spawnSync(process.execPath, ['scripts/check-lockfile.mjs', path], {
    encoding: 'utf8',
  });
  return { status, errors: stderr };
}

const own = (): Lockfile => JSON.parse(readFileSync('package-lock.json', 'utf8'));

describe('the lockfile of this repository', () => {
  test('lists every platform of each optional native package', () => {
    expect(check(own())).toEqual({ status: 0, errors: '' });
  });

  test.each([
    'node_modules/@biomejs/cli-darwin-arm64',
    'node_modules/@rollup/rollup-win32-x64-msvc',
    'node_modules/fsevents',
  ])('is refused without %s', (entry) => {
    const lockfile = own();
    expect(lockfile.packages[entry]).toBeDefined();
    delete lockfile.packages[entry];
    const { status, errors } = check(lockfile);
    expect(status).toBe(1);
    expect(errors).toContain(entry.replace('node_modules/', ''));
  });

  test('is refused with a native package of another version than the one that is asked for', () => {
    const lockfile = own();
    const entry = lockfile.packages['node_modules/@biomejs/cli-win32-x64'];
    if (entry === undefined) throw new Error('The lockfile does not list Biome for Windows.');
    entry.version = '1.0.0';
    expect(check(lockfile).errors).toContain('@biomejs/cli-win32-x64');
  });
});

test('a package finds its optional package in its own node_modules, and else in one above it', () => {
  const dependent = { version: '1.0.0', optionalDependencies: { native: '^2.0.0' } };
  const native = { version: '2.1.0' };
  const at = (path: string): Lockfile => ({
    packages: { 'node_modules/a/node_modules/b': dependent, [path]: native },
  });
  for (const path of [
    'node_modules/a/node_modules/b/node_modules/native',
    'node_modules/a/node_modules/native',
    'node_modules/native',
  ])
    expect(check(at(path)).status).toBe(0);
  expect(check(at('node_modules/other/node_modules/native')).status).toBe(1);
});

test('a lockfile without any optional package proves nothing', () => {
  expect(check({ packages: { 'node_modules/a': { version: '1.0.0' } } }).status).toBe(1);
});
