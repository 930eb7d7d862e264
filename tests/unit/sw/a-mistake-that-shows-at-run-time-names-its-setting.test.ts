import { NO_PROFILE } from '../../support/blank-claims.ts';
import 'fake-indexeddb/auto';
import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { explainRegistration } from '../../../src/client/explain-registration.ts';
import type { RuntimeMistake } from '../../../src/protocol/finding.ts';
import { toFinding } from '../../../src/protocol/finding.ts';
import { attempt, parseRecord } from '../../../src/protocol/parse.ts';
import { createWorkOSProvider } from '../../../src/providers/workos/workos-provider.ts';
import { warnOfPlainCall } from '../../../sw/fetch/plain-call.ts';
import { refuseUnlistedApi } from '../../../sw/fetch/unlisted-api.ts';
import { ORIGIN, CONFIGURATION as VALID } from '../support/configuration.ts';
import { ACME, GLOBEX } from '../support/people.ts';
import { CLAIMS, foreign, keySet, sign, signed } from '../support/signed-tokens.ts';
import { FakeWindowClient } from '../support/window-client.ts';

// Workbox looks for `self` when it is loaded.
vi.hoisted(() => Object.assign(globalThis, { self: globalThis, __WB_DISABLE_DEV_LOGS: true }));

const DOCUMENT = readFileSync(new URL('../../../docs/configuration-errors.md', import.meta.url), 'utf8');

/** Mistake → what the developer reads, as the table of run-time mistakes has it. */
const ROWS: ReadonlyMap<string, string> = new Map(
  [...DOCUMENT.matchAll(/^\| ([^|]+?) +\| (?:worker|page|API) +\| `` (.+) `` +\|$/gm)].map(
    ([, mistake = '', text = '']) => [mistake, text],
  ),
);

const { clientId, authKitOrigin, issuers, jwksUri, redirectUri } = VALID;
const SETTINGS = { clientId, authKitOrigin, issuers: [...issuers], jwksUri, redirectUri };
const CONFIGURATION = { ...VALID, vault: 'memory' };

/** The real provider on a network that the test decides, and the findings that it reports. */
function provider(changes: Partial<typeof SETTINGS>, fetch: (request: Request) => Promise<Response>) {
  const texts: string[] = [];
  const report = (mistake: RuntimeMistake): void => void texts.push(toFinding(mistake).text);
  const created = createWorkOSProvider(
    { ...SETTINGS, signOutUri: `${ORIGIN}/`, ...changes, report },
    async (input, init) => fetch(new Request(input, init)),
    () => 0,
  );
  return { ...created, texts };
}

async function verified(
  changes: Partial<typeof SETTINGS>,
  respond = async (): Promise<Response> => new Response(await keySet),
  accessToken = signed({ iss: 'https://api.workos.com' }),
): Promise<readonly string[]> {
  const { verify, texts } = provider(changes, respond);
  const user = { id: 'user_ada', email: 'ada@example.com', name: null, ...NO_PROFILE };
  const token = await accessToken;
  const unsaid = { authenticationMethod: null, impersonator: null };
  await verify({ accessToken: token, refreshToken: 'r', user, ...unsaid }, 5_000);
  expect(texts.join()).not.toContain(token);
  return texts;
}

/** A browser hides a response without CORS headers from a request that wants to read it. */
const hidesResponses = async ({ mode }: Request): Promise<Response> => {
  if (mode === 'no-cors') return new Response(null);
  throw new TypeError('Failed to fetch');
};

class Page extends FakeWindowClient {
  override readonly id = 'page';
  postMessage(): void {}
}

let listeners: Map<string, (event: never) => void>;
beforeEach(() => {
  listeners = new Map();
  vi.stubGlobal('location', { origin: ORIGIN, href: `${ORIGIN}/sw.js`, hostname: 'app.test' });
  vi.stubGlobal('registration', { scope: `${ORIGIN}/`, active: null });
  vi.stubGlobal('clients', { matchAll: async () => [], claim: async () => {} });
  vi.stubGlobal('caches', { keys: async () => [] });
  vi.stubGlobal('WindowClient', Page);
  vi.stubGlobal('addEventListener', (type: string, listener: (event: never) => void) =>
    listeners.set(type, listener),
  );
  vi.stubGlobal('BroadcastChannel', EventTarget);
  vi.spyOn(console, 'error').mockImplementation(() => {});
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

/** Evaluates the worker with a host, and asks it for its log. @returns the developer's text in its response */
async function started(host: unknown): Promise<string | undefined> {
  if (host !== undefined) vi.stubGlobal('__keyringHost', host);
  const { installKeyring } = await import('../../../sw/install-keyring.ts');
  installKeyring();
  const posted: unknown[] = [];
  const event = {
    data: { keyring: 1, type: 'inspect', ask: {} },
    origin: ORIGIN,
    source: new Page('top-level'),
    ports: [{ postMessage: (message: unknown) => posted.push(message) }],
    waitUntil: () => {},
  };
  listeners.get('message')?.(event as never);
  const error = parseRecord(parseRecord(posted[0], 'reply').error, 'error');
  expect(error.code).toBe('configuration_invalid');
  expect(error.message).toBe('This app is not set up correctly. Please tell its operator.');
  return attempt(() => String(error.developerText));
}

/** What the page says about a registration that failed with this error of a browser. */
async function explained(thrown: string, respond?: () => Response): Promise<string> {
  vi.stubGlobal('fetch', async () => respond?.() ?? Response.error());
  return (await explainRegistration('/sw.js', new TypeError(thrown))).message;
}

const MISTAKES: Readonly<Record<string, () => Promise<readonly (string | undefined)[]>>> = {
  "the app's origin is not on the CORS list of WorkOS": async () => {
    const { exchangeCode, texts } = provider({}, hidesResponses);
    expect(await exchangeCode('code', 'verifier', 5_000)).toEqual({
      type: 'terminal',
      about: 'credential',
      reason: 'misconfigured',
    });
    return texts;
  },
  "an issuer that differs from the token's": () => verified({ issuers: ['https://issuer.example.com'] }),
  "a client id that differs from the token's": () => verified({ clientId: 'client_other' }),
  'an access token that names no client': async () =>
    verified({}, undefined, signed({ iss: 'https://api.workos.com', client_id: undefined })),
  'a key set that the server cannot read': () =>
    verified({}, async () => new Response('Bad gateway', { status: 502 })),
  'a page instead of the key set': () => verified({}, async () => new Response('<!doctype html>')),
  'the key set of another client': async () =>
    verified({}, undefined, sign(CLAIMS, { kid: 'key_other' }, (await foreign).privateKey)),
  'an API that no entry of `apis` matches': async () => {
    const reported: string[] = [];
    const response = refuseUnlistedApi(
      new Request(`${ORIGIN}/v1/secret-path?q=1`, { headers: { 'X-Org-Slug': 'acme' } }),
      CONFIGURATION.apis,
      (mistake) => reported.push(toFinding(mistake).text),
    );
    expect(response?.status).toBe(403);
    expect(await response?.json()).toMatchObject({ code: 'api_not_listed', detail: reported[0] });
    return reported;
  },
  'a call without an organization while the page changes to another one': async () => {
    const texts: string[] = [];
    warnOfPlainCall(
      {
        slug: ACME.slug,
        announced: GLOBEX.slug,
        url: 'http://localhost:4173/api/notes?of=ada',
      },
      (mistake) => texts.push(toFinding(mistake).text),
    );
    return texts;
  },
  'a worker script that is served as a static file': async () => [await started(undefined)],
  'a wrong setting that another host put into the script': async () => [
    await started({
      configuration: { ...CONFIGURATION, apis: [{ origin: ORIGIN, pathPrefix: '/api/' }] },
    }),
  ],
  'vault keys that no host of this version writes': async () => {
    const host = { configuration: CONFIGURATION, vault: { mode: 'sealed', key: 'not a key' } };
    const text = await started(host);
    expect(host).not.toHaveProperty('vault');
    return [text];
  },
  'a worker file that is missing': async () => [
    await explained(
      "Failed to register a ServiceWorker for scope ('https://app.test/') with script ('https://app.test/sw.js'): A bad HTTP response code (503) was received when fetching the script.",
    ),
  ],
  'a worker file that is missing, in a browser that names no status, where the vault is sealed': async () => [
    await explained('Script https://app.test/sw.js load failed', () => new Response('', { status: 503 })),
  ],
  'a page without the `paths` of its server': async () => [
    await explained('A bad HTTP response code (403) was received when fetching the script.'),
  ],
  'no route for the worker script': async () => [
    // Firefox and WebKit name no status.
    await explained('Script https://app.test/sw.js load failed', () => new Response('', { status: 404 })),
  ],
  "the app's document instead of the worker script": async () => [
    await explained("The script has an unsupported MIME type ('text/html')."),
  ],
  'a worker script that throws': async () => [
    await explained(
      'ServiceWorker cannot be started',
      () => new Response('', { headers: { 'Content-Type': 'text/javascript; charset=utf-8' } }),
    ),
  ],
};

test('the document names exactly the mistakes of this test', () => {
  expect([...ROWS.keys()].sort()).toEqual(Object.keys(MISTAKES).sort());
});

test.each(Object.entries(MISTAKES))('%s', async (mistake, make) => {
  expect(await make()).toEqual([ROWS.get(mistake)]);
});

test.each([
  ['the connection was lost once', 1],
  ['the network is away', Number.POSITIVE_INFINITY],
])('no CORS mistake is reported when %s', async (_when, failures) => {
  let requests = 0;
  const { exchangeCode, texts } = provider({}, async ({ url }) => {
    if (url === jwksUri) return new Response(await keySet);
    requests += 1;
    if (requests <= failures) throw new TypeError('Failed to fetch');
    return new Response('{}', { status: 400 });
  });
  expect(await exchangeCode('code', 'verifier', 5_000)).toMatchObject({ cause: 'no-response' });
  expect(texts).toEqual([]);
});

test('an issuer in a token that another key signed is not quoted', async () => {
  const forged = sign({ ...CLAIMS, iss: 'https://evil.example' }, {}, (await foreign).privateKey);
  expect(await verified({}, undefined, forged)).toEqual([]);
});

test('the empty request that checks CORS contains no code and no verifier', async () => {
  const bodies: string[] = [];
  const { exchangeCode } = provider({}, async (request) => {
    if (request.url !== jwksUri) bodies.push(await request.clone().text());
    return hidesResponses(request);
  });
  await exchangeCode('code_1', 'verifier_1', 5_000);
  expect(bodies.slice(1)).toEqual(['{}', '{}']);
});

test('a request that names no organization is not touched, listed or not', () => {
  const report = vi.fn();
  expect(refuseUnlistedApi(new Request(`${ORIGIN}/v1`), CONFIGURATION.apis, report)).toBeUndefined();
  const listed = new Request(`${ORIGIN}/api/me`, { headers: { 'X-Org-Slug': 'acme' } });
  expect(refuseUnlistedApi(listed, CONFIGURATION.apis, report)).toBeUndefined();
  expect(report).not.toHaveBeenCalled();
});

test.each([
  ['an API call', `${ORIGIN}/api/me`, {}, 500],
  ['a call for an organization', 'https://unknown.example/x', { 'X-Org-Slug': 'acme' }, 500],
  ['an announcement', `${ORIGIN}/sw/announcement`, { 'X-Org-Slug': 'acme' }, 204],
  ['a file', `${ORIGIN}/assets/main.js`, {}, undefined],
])('a misconfigured worker sends no token: %s', async (_what, url, headers, status) => {
  await started({ configuration: { ...CONFIGURATION, clientId: '' } });
  expect(responseTo(new Request(url, { headers }))?.status).toBe(status);
});

test.each(['api.example.com', 'https://', 7, null])(
  'a worker with a wrong API is misconfigured, and refuses the calls of the others: %j',
  async (origin) => {
    const apis = [{ origin, pathPrefix: '/v1' }, ...CONFIGURATION.apis];
    await started({ configuration: { ...CONFIGURATION, apis } });
    const response = responseTo(new Request(`${ORIGIN}/api/me`));
    expect(await response?.json()).toMatchObject({ code: 'configuration_invalid' });
  },
);

/** What the worker responds to a request of a page. */
function responseTo(request: Request): Response | undefined {
  let response: Response | undefined;
  const event = {
    request,
    respondWith: (given: Response) => {
      response = given;
    },
    stopImmediatePropagation: () => {},
  };
  listeners.get('fetch')?.(event as never);
  return response;
}

/** An active worker that does, or does not, say that it is misconfigured. */
const activeWorker = (isMisconfigured: boolean) => ({
  postMessage: (data: unknown, [port]: readonly MessagePort[]) => {
    if (isMisconfigured) port?.postMessage(data);
  },
});

test.each([
  ['does not replace a worker that works', activeWorker(false), 'rejected'],
  ['replaces one that is misconfigured, too', activeWorker(true), 'fulfilled'],
  ['is installed where there is none', null, 'fulfilled'],
])('a misconfigured worker %s', async (_what, active, outcome) => {
  vi.stubGlobal('registration', { scope: `${ORIGIN}/`, active });
  await started({ configuration: { ...CONFIGURATION, clientId: '' } });
  let installing: Promise<unknown> = Promise.resolve();
  const event = {
    waitUntil: (work: Promise<unknown>) => {
      installing = work;
    },
  };
  listeners.get('install')?.(event as never);
  const [settled] = await Promise.allSettled([installing]);
  expect(settled?.status).toBe(outcome);
});
