import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { KeyringHostOptions } from '../../../server/host-options.ts';
import type { KeyringConfiguration } from '../../../src/protocol/configuration.ts';
import { KeyringConfigurationError } from '../../../src/protocol/configuration-error.ts';
import { parseConfiguration, parseHostConfiguration } from '../../../src/protocol/parse-configuration.ts';
import { createConfiguration, createHandler, ORIGIN, SECRET, WORKER_LOAD } from './host.ts';

const DOCUMENT = readFileSync(new URL('../../../docs/configuration-errors.md', import.meta.url), 'utf8');

/** Mistake → what the developer reads, as the document has it. */
const ROWS: ReadonlyMap<string, string> = new Map(
  [...DOCUMENT.matchAll(/^\| (?<mistake>[^|]+?) +\| `` (?<text>.+) `` +\|$/gm)].map(({ groups = {} }) => [
    groups.mistake ?? '',
    groups.text ?? '',
  ]),
);

const configured = (changes: object) => (): unknown =>
  createHandler({ configuration: { ...createConfiguration(), ...changes } as KeyringConfiguration });
const api = (changes: object) => configured({ apis: [{ origin: ORIGIN, pathPrefix: '/api', ...changes }] });
const hosted = (options: object) => (): unknown => createHandler(options as Partial<KeyringHostOptions>);

/** A mistake, as the document names it, and how it is made. */
const MISTAKES: Readonly<Record<string, () => unknown>> = {
  'an API prefix with a slash at its end': api({ pathPrefix: '/api/' }),
  'an API prefix without a slash before it': api({ pathPrefix: 'api' }),
  'an API prefix with backslashes': api({ pathPrefix: '\\api' }),
  'an API origin with a path': api({ origin: 'https://api.example.com/v1' }),
  'an API origin with a slash at its end': api({ origin: 'https://api.example.com/' }),
  'an API without TLS': api({ origin: 'http://api.example.com' }),
  'an API origin for several hosts': api({ origin: 'https://*.example.com' }),
  'an API at an IPv6 address': api({ origin: 'http://[::1]:8787' }),
  'AuthKit as an API': api({ origin: 'https://api.workos.com' }),
  'an option of an API that is a text': api({ media: 'true' }),
  'too many APIs': configured({ apis: Array.from({ length: 33 }, () => ({})) }),
  'a URL as the AuthKit origin': configured({ authKitOrigin: 'https://api.workos.com/' }),
  'no client id': configured({ clientId: '' }),
  'an API key as the client id': configured({ clientId: 'sk_test_a2V5' }),
  'no issuer': configured({ issuers: [] }),
  'a key set as a path': configured({ jwksUri: '/auth/jwks' }),
  'the app as the source of its key set': hosted({ authKitJwksUri: `${ORIGIN}/auth/jwks` }),
  'a redirect URI of another origin': hosted({ origin: 'https://www.app.test' }),
  'a redirect URI without TLS': configured({ redirectUri: 'http://app.test/auth/callback' }),
  'a redirect URI with a query': configured({ redirectUri: `${ORIGIN}/auth/callback?x=1` }),
  'a redirect URI outside of the scope': configured({ paths: { scope: '/app/' } }),
  'a redirect URI that is an organization': configured({ redirectUri: `${ORIGIN}/login/callback` }),
  'an organization endpoint without its slash': configured({ organizationEndpoint: '/api/orgs' }),
  'a memberships endpoint that is no path': configured({ membershipsEndpoint: 'api/me/organizations' }),
  'a vault that does not exist': configured({ vault: 'sealed ' }),
  'a binding that does not exist': configured({ binding: 'page' }),
  'a session limit of zero': configured({ sessionMaxAge: 0 }),
  'a session limit as a text': configured({ sessionInactivity: '3600' }),
  'a script outside of the scope': configured({ paths: { scope: '/app/', workerScript: '/sw.js' } }),
  'a scope without its slash': configured({ paths: { scope: '/app' } }),
  'an unknown organization pattern': configured({ paths: { organization: '/:org/*' } }),
  'a sealed vault without a secret': hosted({ vaultSecrets: [] }),
  'a short secret': hosted({ vaultSecrets: ['too short'] }),
  'a secret with a line end': hosted({ vaultSecrets: [`${SECRET}\n`] }),
  'the same secret twice': hosted({ vaultSecrets: [SECRET, SECRET] }),
  'a key set at an IPv6 address': configured({ jwksUri: 'https://[2001:db8::1]/jwks' }),
  'a source of pages at an IPv6 address': hosted({
    policy: { page: { imageSources: ['https://[2001:db8::1]'] } },
  }),
  'two sources in one text': hosted({
    policy: { page: { imageSources: ['https://a.example.com https://b.example.com'] } },
  }),
  'a hash that is none': hosted({ policy: { page: { scriptHashes: ['sha256-abc'] } } }),
  'AuthKit as a source of pages': hosted({
    policy: { page: { connectSources: ['https://api.workos.com'] } },
  }),
  'a worker script without its configuration': () => parseHostConfiguration(undefined, ORIGIN),
  'no configuration': hosted({ configuration: undefined }),
  'the path of the worker instead of a function': hosted({ readWorkerScript: 'dist/sw.js' }),
  'an observer that is no function': hosted({ observe: {} }),
  'a tracer that is none': hosted({ tracer: {} }),
  'development as a text, which would weaken the headers': hosted({ isDevelopment: 'false' }),
  'a policy that is a text': hosted({ policy: "default-src 'self'" }),
  'no policy of pages': hosted({ policy: { page: null } }),
  'WebRTC as a text': hosted({ policy: { exits: { webRtc: 'true' } } }),
  'a misspelt setting': configured({ aps: [] }),
  'a misspelt option of an API': api({ medias: true }),
  'a misspelt path': configured({ paths: { workerscript: '/worker.js' } }),
  'a misspelt option of the host': hosted({ isDevelopement: true }),
  'a misspelt source of pages': hosted({ policy: { page: { imgSources: [] } } }),
  'an option that does not exist': hosted({ policy: { maxAgeMs: 1000 } }),
};

function messageOf(make: () => unknown): string {
  try {
    make();
  } catch (error) {
    expect(error).toBeInstanceOf(KeyringConfigurationError);
    return error instanceof Error ? error.message : '';
  }
  return 'no error';
}

test('the document has a row for each mistake, and no other', () => {
  expect([...ROWS.keys()]).toEqual(Object.keys(MISTAKES));
});

test.each(Object.entries(MISTAKES))('%s', (mistake, make) => {
  expect(messageOf(make)).toBe(ROWS.get(mistake));
});

test.each([
  ['apis[0].pathPrefix', { apis: [{ origin: ORIGIN, pathPrefix: '/\\' }] }],
  ['apis[0].pathPrefix', { apis: [{ origin: ORIGIN, pathPrefix: '/\t/:' }] }],
  ['organizationEndpoint', { organizationEndpoint: '/\t/' }],
  ['organizationEndpoint', { organizationEndpoint: '/\t/elsewhere.test/' }],
])(
  '%s: a text that a URL parser reads as another host, or not at all, is refused: %j',
  (setting, changes) => {
    expect(messageOf(configured(changes)).startsWith(`${setting} is `)).toBe(true);
  },
);

test('the worker reads the same message as the server', () => {
  const configuration = { ...createConfiguration(), apis: [{ origin: ORIGIN, pathPrefix: '/api/' }] };
  const inWorker = messageOf(() => parseHostConfiguration({ configuration }, ORIGIN));
  expect(inWorker).toBe(messageOf(() => createHandler({ configuration })));
});

test('the worker finds a redirect URI of another origin by itself', () => {
  const host = { configuration: createConfiguration() };
  expect(messageOf(() => parseHostConfiguration(host, 'https://www.app.test'))).toMatch(
    /^redirectUri is "https:\/\/app\.test\/auth\/callback": the app is served from https:\/\/www\.app\.test/,
  );
});

test('a checked configuration is the same when it is checked again, in the worker', () => {
  const checked = parseConfiguration(createConfiguration(), ORIGIN);
  expect(parseHostConfiguration({ configuration: checked }, ORIGIN)).toEqual(checked);
});

describe('a message never holds a secret', () => {
  test.each<[string, () => unknown]>([
    ['a short one', hosted({ vaultSecrets: ['hunter2'] })],
    ['one with white space', hosted({ vaultSecrets: [` hunter2${SECRET}`] })],
    ['one instead of a list', hosted({ vaultSecrets: 'hunter2 hunter2 hunter2 hunter2 hunter2' })],
    [
      'one of seventeen',
      hosted({ vaultSecrets: Array.from({ length: 17 }, (_, i) => `hunter2${SECRET}${i}`) }),
    ],
    ['an API key', configured({ clientId: 'sk_live_hunter2' })],
    ['an API key elsewhere', configured({ authKitOrigin: 'sk_live_hunter2' })],
    ['a password in an address', configured({ authKitOrigin: 'https://ada:hunter2@api.example.com' })],
  ])('%s', (_what, make) => {
    expect(messageOf(make)).not.toMatch(/hunter2|no error/);
  });
});

describe('a worker file that is missing', () => {
  const missing = async (): Promise<string> => {
    throw new Error("ENOENT: no such file or directory, open 'dist/sw.js'");
  };

  test.each(['sealed', 'device', 'memory'] as const)(
    'is an error for the browser, which keeps its worker, and a line for the developer: %s',
    async (vault) => {
      const logged: string[] = [];
      const host = createHandler({
        configuration: createConfiguration({ vault }),
        readWorkerScript: missing,
        log: (message) => logged.push(message),
      });
      const response = await host.handle(new Request(`${ORIGIN}/sw.js`, { headers: WORKER_LOAD }));
      expect(response?.status).toBe(503);
      expect(response?.headers.getSetCookie().join()).not.toContain('__Host-Http-keyring');
      expect(await response?.text()).not.toContain('dist');
      expect(logged).toEqual([
        "readWorkerScript: the worker script for /sw.js cannot be read (ENOENT: no such file or directory, open 'dist/sw.js'). Build the worker, or correct the path that readWorkerScript reads.",
      ]);
    },
  );
});

test.each([
  ['reads bytes', async () => new Uint8Array(), "it is no text: pass 'utf8' to readFile"],
  ['reads a file that is being written', async () => '\n', 'it is empty'],
  ['throws at once', () => raise('no such file'), 'no such file'],
])('a readWorkerScript that %s is a line for the developer', async (_what, readWorkerScript, reason) => {
  const logged: string[] = [];
  const options: object = { readWorkerScript, log: (message: string) => logged.push(message) };
  const host = createHandler(options as Partial<KeyringHostOptions>);
  const response = await host.handle(new Request(`${ORIGIN}/sw.js`, { headers: WORKER_LOAD }));
  expect(response?.status).toBe(503);
  expect(logged).toEqual([expect.stringContaining(`cannot be read (${reason})`)]);
});

function raise(message: string): never {
  throw new Error(message);
}

test('a key set that cannot be read is a line for the developer, too', async () => {
  const logged: string[] = [];
  const host = createHandler({
    fetch: async () => new Response('no', { status: 404 }),
    log: (message) => logged.push(message),
  });
  const response = await host.handle(new Request(`${ORIGIN}/auth/jwks`));
  expect(response?.status).toBe(502);
  expect(logged).toEqual([
    "authKitJwksUri: https://api.workos.com/jwks responded with 404. Correct the URL, or check the server's network.",
  ]);
});
