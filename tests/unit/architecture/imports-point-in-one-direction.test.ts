import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  cyclesOf,
  readImports,
  type SourceFile,
  typeCyclesOf,
  violationsOf,
} from '../support/import-rules.ts';

const ROOT = new URL('../../../', import.meta.url);
const AREAS = ['src', 'sw', 'server', 'dev'];

const files: readonly SourceFile[] = AREAS.flatMap((area) =>
  readdirSync(new URL(`${area}/`, ROOT), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => `${area}/${name}`)
    .map((path) => readImports(path, readFileSync(new URL(path, ROOT), 'utf8'))),
);

describe('the repository', () => {
  test('has files in every area, and their imports were found', () => {
    for (const area of [
      'src/protocol',
      'src/keyring/session',
      'src/providers',
      'src/storage',
      'src/client',
      'src/solid',
      'src/app',
      'sw',
      'server',
      'dev',
    ]) {
      expect(files.some(({ path }) => path.startsWith(`${area}/`))).toBe(true);
    }
    expect(files.flatMap(({ imports }) => imports).length).toBeGreaterThan(300);
  });

  test('imports point in one direction', () => {
    expect(violationsOf(files)).toEqual([]);
  });

  test('no file imports itself, directly or through others', () => {
    expect(cyclesOf(files)).toEqual([]);
  });

  test('no file imports itself through others, types included', () => {
    expect(typeCyclesOf(files)).toEqual([]);
  });

  test('the core knows no provider: it contains no word of one', () => {
    const core = files.filter(({ path }) => path.startsWith('src/keyring/')).map(({ path }) => path);
    const naming = core.filter((path) => /workos|authkit/i.test(readFileSync(new URL(path, ROOT), 'utf8')));
    expect(core.length).toBeGreaterThan(30);
    expect(naming).toEqual([]);
  });

  test('createKeyringCore is the only place that wires the core', () => {
    const wiring = files
      .filter(({ path }) => path !== 'src/keyring/create-keyring-core.ts')
      .filter(({ path }) =>
        /new (?:Refresher|SessionManager|SignIns|Revocations|SessionChanges|OrganizationDirectory)\(/.test(
          readFileSync(new URL(path, ROOT), 'utf8'),
        ),
      );
    expect(wiring).toEqual([]);
  });

  test('no constructor takes more than three positional arguments', () => {
    const long = files.filter(({ path }) =>
      [...readFileSync(new URL(path, ROOT), 'utf8').matchAll(/\bconstructor\(([^)]*)\)/g)].some(
        ([, list = '']) => list.split(/,(?![^<{(]*[>})])/).filter((one) => one.trim() !== '').length > 3,
      ),
    );
    expect(long.map(({ path }) => path)).toEqual([]);
  });

  test('every relative import resolves to a file', () => {
    const known = new Set(files.map(({ path }) => path));
    const missing = files.flatMap(({ path, imports }) =>
      imports
        .filter((name) => /^(?:src|sw|server|dev)\/.*\.tsx?$/.test(name) && !known.has(name))
        .map((name) => `${path}: ${name}`),
    );
    expect(missing).toEqual([]);
  });
});

describe('the same check refuses', () => {
  test.each([
    ['src/protocol/parse.ts', `import { x } from '../keyring/ports/platform.ts';`],
    ['src/protocol/parse.ts', `import { x } from 'jose';`],
    ['src/keyring/refresh/refresher.ts', `import { x } from '../../providers/workos/workos-provider.ts';`],
    ['src/keyring/refresh/refresher.ts', `import type { Table } from '../../storage/table.ts';`],
    ['src/keyring/refresh/refresher.ts', `import { get } from 'idb-keyval';`],
    ['src/keyring/session/session.ts', `import type { Refresher } from '../refresh/refresher.ts';`],
    ['src/keyring/refresh/refresher.ts', `import type { Flow } from '../sign-in/flow.ts';`],
    ['src/keyring/sign-in/sign-ins.ts', `import { planRetry } from '../refresh/refresher.ts';`],
    ['src/keyring/timing/retry.ts', `import type { Refresher } from '../refresh/refresher.ts';`],
    ['src/keyring/ports/provider.ts', `import type { Flow } from '../sign-in/flow.ts';`],
    ['src/keyring/ports/stores.ts', `import type { Vault } from '../../storage/vault.ts';`],
    ['src/storage/vault.ts', `import { scope } from '../../sw/scope.ts';`],
    ['src/storage/table.ts', `import { Refresher } from '../keyring/refresh/refresher.ts';`],
    ['src/providers/fetch-text.ts', `import { orgFetch } from '../client/index.ts';`],
    ['src/providers/fetch-text.ts', `import { x } from '../storage/table.ts';`],
    ['src/client/keyring.ts', `import { Refresher } from '../keyring/refresh/refresher.ts';`],
    ['src/client/keyring.ts', `import { render } from 'solid-js/web';`],
    ['src/solid/use-session.ts', `import { parse } from '../protocol/parse.ts';`],
    ['src/solid/use-session.ts', `import { Keyring } from '../client/keyring.ts';`],
    ['src/app/organizations/me.ts', `import { Keyring } from '../../client/keyring.ts';`],
    ['src/app/ui/Home.tsx', `import { toWireError } from '../../protocol/errors.ts';`],
    ['src/main.tsx', `import { installKeyring } from '../sw/install-keyring.ts';`],
    ['sw/scope.ts', `import { orgFetch } from '../src/client/org-fetch.ts';`],
    ['sw/scope.ts', `import { createKeyringHost } from '../server/keyring-host.ts';`],
    ['server/keyring-host.ts', `import { Refresher } from '../src/keyring/refresh/refresher.ts';`],
    ['server/keyring-host.ts', `import { startLocal } from '../dev/local-back-end.ts';`],
    ['dev/api/me.ts', `import { me } from '../../src/app/organizations/me.ts';`],
    ['sw/scope.ts', `import { x } from '../tests/unit/support/people.ts';`],
    ['src/elsewhere/x.ts', `export {};`],
  ])('%s with %s', (path, text) => {
    expect(violationsOf([readImports(path, text)])).toHaveLength(1);
  });

  test.each([
    `export { x } from '../keyring/ports/platform.ts';`,
    `export * from '../keyring/ports/platform.ts';`,
    `import '../keyring/ports/platform.ts';`,
    `const ports = await import('../keyring/ports/platform.ts');`,
    `import type {\n  Platform,\n  SessionStore,\n} from '../keyring/ports/platform.ts';`,
    `import a, { b } from "../keyring/ports/platform.ts"`,
    `import * as ports from '../keyring/ports/platform.ts';`,
  ])('an import in any form: %s', (text) => {
    const file = readImports('src/protocol/parse.ts', text);
    expect(file.imports).toEqual(['src/keyring/ports/platform.ts']);
    expect(violationsOf([file])).toEqual([
      'src/protocol/parse.ts must not import src/keyring/ports/platform.ts',
    ]);
  });

  test('three files in a circle, but not their types', () => {
    const circle = (keyword: string): SourceFile[] => [
      readImports('src/protocol/a.ts', `import { b } from './b.ts';`),
      readImports('src/protocol/b.ts', `import { c } from './c.ts';`),
      readImports('src/protocol/c.ts', `${keyword} { a } from './a.ts';`),
    ];
    const found = 'src/protocol/a.ts → src/protocol/b.ts → src/protocol/c.ts → src/protocol/a.ts';
    expect(cyclesOf(circle('import'))).toEqual([found]);
    expect(cyclesOf(circle('export'))).toEqual([found]);
    expect(cyclesOf(circle('import type'))).toEqual([]);
    expect(typeCyclesOf(circle('import type'))).toEqual([found]);
  });

  test('but not an import in a comment', () => {
    const text = `/** import { x } from '../keyring/ports/platform.ts'; */\n// import '../keyring/ports/platform.ts'\nexport const x = 1;`;
    expect(readImports('src/protocol/a.ts', text).imports).toEqual([]);
  });
});
