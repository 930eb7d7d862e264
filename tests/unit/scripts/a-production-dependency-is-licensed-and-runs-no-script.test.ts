import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

type Lockfile = { packages: Record<string, Record<string, unknown>> };

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'keyring-supply-chain-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Checks a lockfile. A folder first in PATH may hold another `npm`. */
function check(lockfile: Lockfile, npm?: string): { status: number | null; output: string } {
  const path = join(folder, 'package-lock.json');
  writeFileSync(path, JSON.stringify(lockfile));
  if (npm !== undefined) writeFileSync(join(folder, 'npm'), `#!/bin/sh\n${npm}\n`, { mode: 0o755 });
  const parameters = ['scripts/check-supply-chain.mjs', path, ...(npm === undefined ? ['--no-audit'] : [])];
  const { status, stdout, stderr } = spawnSync(process.execPath, parameters, {
    encoding: 'utf8',
    env: { ...process.env, PATH: `${folder}:${process.env.PATH}` },
  });
  return { status, output: stdout + stderr };
}

const own = (): Lockfile => JSON.parse(readFileSync('package-lock.json', 'utf8'));
const JOSE = 'node_modules/jose';

test('the production dependencies of this repository pass', () => {
  const { status, output } = check(own());
  expect(status).toBe(0);
  expect(output).toMatch(/^jose@[\d.]+: MIT$/m);
  // A development dependency reaches no user of the package.
  expect(output).not.toContain('vitest');
});

test.each([
  ['a script at its installation', { hasInstallScript: true }, 'runs a script'],
  ['a licence that is not on the list', { license: 'AGPL-3.0' }, 'AGPL-3.0'],
  ['no licence', { license: undefined }, 'unknown'],
])('a production dependency with %s fails', (_what, change, message) => {
  const lockfile = own();
  lockfile.packages[JOSE] = { ...lockfile.packages[JOSE], ...change };
  const { status, output } = check(lockfile);
  expect(status).toBe(1);
  expect(output).toContain(message);
});

test('a lockfile without production dependencies proves nothing', () => {
  expect(check({ packages: { '': {}, 'node_modules/a': { dev: true } } }).status).toBe(1);
});

test('a known vulnerability fails, a low one is counted only', () => {
  const report = (level: string) =>
    `echo '{"metadata":{"vulnerabilities":{"${level}":1,"total":1}}}'; exit 1`;
  expect(check(own(), report('high'))).toMatchObject({ status: 1 });
  expect(check(own(), report('low'))).toMatchObject({ status: 0 });
});

test('without a registry the audit is reported as not run', () => {
  const { status, output } = check(own(), `echo '{"error":{"code":"ENOTFOUND"}}'; exit 1`);
  expect(status).toBe(0);
  expect(output).toContain('NOT RUN');
});
