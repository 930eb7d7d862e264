import { describe, expect, test } from 'vitest';
import type { PolicyOptions } from '../../../server/policy-options.ts';
import { createConfiguration, createHandler, ORIGIN, WORKER_LOAD } from './host.ts';

const HASH = `sha256-${'A'.repeat(43)}=`;
const AUTHKIT = 'https://api.workos.com';

async function policiesOf(policy: PolicyOptions): Promise<{ page: string; worker: string }> {
  const host = createHandler({ policy });
  const script = await host.handle(new Request(`${ORIGIN}/sw.js`, { headers: WORKER_LOAD }));
  const page = host.addDocumentHeaders(new Response('page'));
  return {
    page: page.headers.get('Content-Security-Policy') ?? '',
    worker: script?.headers.get('Content-Security-Policy') ?? '',
  };
}

const directivesOf = (policy: string): readonly string[] => policy.split('; ');

test('without options the policy is as strict as it can be', async () => {
  expect(directivesOf((await policiesOf({})).page)).toEqual([
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "manifest-src 'self'",
    "worker-src 'self'",
    `connect-src 'self' ${ORIGIN}`,
    "form-action 'self'",
    "base-uri 'none'",
    "object-src 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types keyring-worker',
  ]);
});

describe('an option of pages changes only its own directive', () => {
  test.each<[PolicyOptions['page'] & object, string]>([
    [{ scriptHashes: [HASH, HASH] }, `script-src 'self' '${HASH}'`],
    [{ scriptHashes: [`'${HASH}'`] }, `script-src 'self' '${HASH}'`],
    [{ scriptHashes: [`sha512-${'/'.repeat(86)}==`] }, `script-src 'self' 'sha512-${'/'.repeat(86)}=='`],
    [{ styleHashes: [`sha384-${'+'.repeat(64)}`] }, `style-src 'self' 'sha384-${'+'.repeat(64)}'`],
    [
      { imageSources: ['blob:', 'https://img.test', 'https://img.test'] },
      "img-src 'self' data: blob: https://img.test",
    ],
    [{ fontSources: ['https://fonts.test', 'data:'] }, "font-src 'self' https://fonts.test data:"],
    [{ mediaSources: ['https://media.test:8443', 'blob:'] }, 'media-src https://media.test:8443 blob:'],
    [{ frameSources: ['https://frame.test'] }, 'frame-src https://frame.test'],
    [
      { connectSources: ['wss://live.test', 'http://localhost:9000', 'ws://127.0.0.1:9000'] },
      `connect-src 'self' ${ORIGIN} wss://live.test http://localhost:9000 ws://127.0.0.1:9000`,
    ],
    [{ workerSources: ['blob:'] }, "worker-src 'self' blob:"],
    [
      { trustedTypesPolicies: ['solid-template', 'dompurify'] },
      'trusted-types solid-template dompurify keyring-worker',
    ],
  ])('%o', async (page, expected) => {
    const strict = await policiesOf({});
    const changed = await policiesOf({ page });
    const name = expected.split(' ')[0] ?? '';
    const others = (policy: string) => directivesOf(policy).filter((each) => !each.startsWith(`${name} `));
    expect(directivesOf(changed.page)).toContain(expected);
    expect(others(changed.page)).toEqual(others(strict.page));
    expect(changed.worker).toBe(strict.worker);
  });
});

describe('an option of the worker changes only the policy of its script', () => {
  test.each<[PolicyOptions['worker'] & object, string]>([
    [
      { connectSources: ['https://img.test'] },
      `default-src 'none'; connect-src 'self' ${ORIGIN} ${AUTHKIT} https://img.test`,
    ],
    [
      { importScriptsOrigins: ['https://push.test'] },
      `default-src 'none'; script-src https://push.test; connect-src 'self' ${ORIGIN} ${AUTHKIT}`,
    ],
  ])('%o', async (worker, expected) => {
    const strict = await policiesOf({});
    const changed = await policiesOf({ worker });
    expect(changed.worker).toBe(expected);
    expect(changed.page).toBe(strict.page);
  });
});

test('a change of the worker policy makes a new worker: a browser compares only the script', async () => {
  const scriptOf = async (policy: PolicyOptions): Promise<string | undefined> => {
    const configuration = createConfiguration({ vault: 'device' });
    const response = await createHandler({ configuration, policy }).handle(new Request(`${ORIGIN}/sw.js`));
    return response?.text();
  };
  const strict = await scriptOf({});
  expect(await scriptOf({})).toBe(strict);
  expect(await scriptOf({ page: { imageSources: ['blob:'] } })).toBe(strict);
  expect(await scriptOf({ worker: { connectSources: ['https://img.test'] } })).not.toBe(strict);
});

test.each([
  { jwksUri: 'https://own.test/jwks' },
  { organizationEndpoint: 'https://own.test/organizations/' },
  { membershipsEndpoint: 'https://own.test/memberships' },
])('what the worker reads elsewhere may be read by the worker, and not by pages: %o', async (changes) => {
  const host = createHandler({ configuration: createConfiguration(changes) });
  const script = await host.handle(new Request(`${ORIGIN}/sw.js`, { headers: WORKER_LOAD }));
  expect(script?.headers.get('Content-Security-Policy')).toMatch(/connect-src .* https:\/\/own\.test$/);
  expect(JSON.stringify(host.documentHeaders(null))).not.toContain('https://own.test');
});

describe('what could say more than it lists is refused, with the option named', () => {
  const SOURCES = [
    "https://a.test; script-src 'unsafe-inline'",
    'https://a.test, https://b.test',
    'https://a.test https://b.test',
    'https://a.test\n',
    "'unsafe-inline'",
    "'self'",
    '*',
    'https:',
    'https://*.a.test',
    'https://*',
    'https://a.test;script-src',
    "https://a.test'",
    'https://a.test,b.test',
    'https://a.test/',
    'https://a.test/path',
    'http://a.test',
    'HTTPS://a.test',
    'javascript:',
    'filesystem:',
    '',
    7,
  ];
  const HASHES = [
    'sha256-',
    'sha256-AAAA',
    `sha256-${'A'.repeat(44)}`,
    `sha1-${'A'.repeat(27)}=`,
    `'${HASH}`,
    `${HASH} 'unsafe-inline'`,
    `${HASH};`,
    `''${HASH}''`,
    "'unsafe-inline'",
    'nonce-abc',
  ];
  const NAMES = ['', "'allow-duplicates'", '*', 'a b', 'a;b', 'a,b', 'a\n', "a'"];
  const VALUES: Readonly<Record<string, readonly unknown[]>> = {
    'page.imageSources': SOURCES,
    'page.fontSources': [...SOURCES, 'blob:'],
    'page.mediaSources': [...SOURCES, 'data:'],
    'page.frameSources': [...SOURCES, 'data:'],
    'page.connectSources': [...SOURCES, 'blob:', 'data:', 'ws://a.test', 'wss:'],
    'page.workerSources': [...SOURCES, 'https://a.test'],
    'page.scriptHashes': HASHES,
    'page.styleHashes': HASHES,
    'page.trustedTypesPolicies': NAMES,
    'worker.connectSources': SOURCES,
    'worker.importScriptsOrigins': [...SOURCES, 'blob:', 'data:', 'wss://a.test'],
  };
  const cases = Object.entries(VALUES).flatMap(([name, values]) =>
    values.map((value) => [name, value] as const),
  );

  test.each(cases)('%s: %j', async (name, value) => {
    const [part = '', option = ''] = name.split('.');
    const policy = {
      [part]: { [option]: ['https://ok.test', value].slice(option.endsWith('Sources') ? 0 : 1) },
    };
    expect(() => createHandler({ policy })).toThrow(
      expect.objectContaining({ setting: expect.stringMatching(`^policy\\.${name}\\[`) }),
    );
  });

  test.each(['imageSources', 'fontSources', 'mediaSources', 'frameSources', 'connectSources'] as const)(
    'the origin of AuthKit, in %s',
    (option) => {
      expect(() => createHandler({ policy: { page: { [option]: [AUTHKIT] } } })).toThrow(
        expect.objectContaining({ setting: `policy.page.${option}[0]` }),
      );
    },
  );

  test('a list that is none', () => {
    const policy: object = { page: { imageSources: 'https://a.test' } };
    expect(() => createHandler({ policy })).toThrow(
      expect.objectContaining({ setting: 'policy.page.imageSources' }),
    );
  });
});
