import { createHmac } from 'node:crypto';
import { builtinModules } from 'node:module';
import { rolldown } from 'rolldown';
import { beforeAll, describe, expect, test } from 'vitest';
import type * as ServerHalf from '../../../server/index.ts';
import { CONFIGURATION, ORIGIN } from '../support/configuration.ts';
import { SECRET, vaultOf, WORKER_LOAD } from './host.ts';

/** What a Cloudflare Worker, Deno and a browser have: the Minimum Common Web API, as far as the server half could use it. */
const WEB_GLOBALS = [
  ...['AbortController', 'AbortSignal', 'Blob', 'Headers', 'Request', 'Response', 'URL', 'URLSearchParams'],
  ...['CompressionStream', 'ReadableStream', 'TransformStream', 'TextDecoder', 'TextEncoder'],
  ...['atob', 'btoa', 'clearTimeout', 'console', 'crypto', 'queueMicrotask', 'setTimeout', 'structuredClone'],
] as const;
/** Globals that Node has besides these. */
const NODE_GLOBALS = [
  ...['Buffer', 'process', 'global', 'require', 'module', 'exports', '__dirname', '__filename'],
  ...['setImmediate', 'clearImmediate'],
];
const KEY_SET = '{"keys":[]}';
const WEBHOOK_SECRET = 'whsec_of_the_tests_0123456789';

interface Bundle {
  readonly code: string;
  readonly imports: readonly string[];
}

/** Bundles an entry without replacing any module of Node: each is an import of the bundle. */
async function bundle(entry: string): Promise<Bundle> {
  const external = (id: string): boolean =>
    id.startsWith('node:') || builtinModules.includes(id) || id === 'hono';
  const build = await rolldown({ input: entry, platform: 'neutral', external });
  const { output } = await build.generate({ format: 'iife', name: 'serverHalf', exports: 'named' });
  await build.close();
  const [{ code, imports }] = output;
  return { code, imports };
}

test.each(['server/index.ts', 'server/hono.ts'])('%s imports no module of Node', async (entry) => {
  expect((await bundle(entry)).imports.filter((id) => id !== 'hono')).toEqual([]);
});

test('the check finds an import of Node', async () => {
  expect((await bundle('server/node.ts')).imports).not.toEqual([]);
});

describe('without the globals of Node, the server half', () => {
  let serverHalf: typeof ServerHalf;
  beforeAll(async () => {
    const { code } = await bundle('server/index.ts');
    const globals = Object.fromEntries(WEB_GLOBALS.map((name) => [name, globalThis[name]]));
    const run = new Function(...NODE_GLOBALS, 'globalThis', 'fetch', `${code}; return serverHalf;`);
    const fetch = async () => new Response(KEY_SET);
    serverHalf = run(...NODE_GLOBALS.map(() => undefined), { ...globals, fetch }, fetch);
  });
  const createHost = () =>
    serverHalf.createKeyringHost({
      configuration: CONFIGURATION,
      readWorkerScript: async () => 'void "the worker";',
      authKitJwksUri: 'https://api.workos.com/jwks',
      vaultSecrets: [SECRET],
      manifests: serverHalf.organizationManifests({
        findOrganization: async () => ({ id: 'org_acme', slug: 'acme', name: 'Acme' }),
      }),
    });
  const get = async (path: string, headers: Record<string, string> = {}): Promise<Response> => {
    const response = await createHost().handle(new Request(ORIGIN + path, { headers }));
    if (response === undefined) throw new Error(`The host does not serve ${path}.`);
    return response;
  };

  test('serves the worker with the key of a device', async () => {
    const script = await get('/sw.js', WORKER_LOAD);
    expect(vaultOf(await script.text())).toMatchObject({ mode: 'sealed', key: expect.any(String) });
    expect(script.headers.getSetCookie()).not.toEqual([]);
  });

  test('serves the key set, the page of a callback, a manifest and its icons', async () => {
    expect(await (await get('/auth/jwks')).text()).toBe(KEY_SET);
    expect(await (await get('/auth/callback?code=1')).text()).toContain('Sign-in could not be completed');
    const manifest = await get('/manifest/acme.webmanifest');
    const { icons }: { icons: readonly { src: string; type: string }[] } = await manifest.json();
    expect(icons.map(({ type }) => type)).toContain('image/png');
    for (const { src, type } of icons) {
      const icon = await get(src.replace(ORIGIN, ''));
      expect([icon.status, icon.headers.get('Content-Type')]).toEqual([200, type]);
      expect((await icon.arrayBuffer()).byteLength).toBeGreaterThan(100);
    }
  });

  test('adds the headers of documents', () => {
    const document = new Response('<p>', { headers: { 'Content-Type': 'text/html' } });
    expect(createHost().addDocumentHeaders(document).headers.get('Content-Security-Policy')).not.toBeNull();
  });

  test('issues and redeems tickets, receives webhooks, and counts both', async () => {
    const metrics = serverHalf.createServerMetrics();
    const tickets = serverHalf.createTicketIssuer({ observe: metrics.observe });
    const owner = {
      organizationId: 'org_acme',
      userId: 'user_ada',
      sessionId: 'session_1',
      accessTokenExpiresAt: 1_800_000_000,
    };
    const request = new Request(`${ORIGIN}/api/tickets`, {
      method: 'POST',
      body: JSON.stringify({ method: 'GET', path: '/api/presence' }),
    });
    const issued = await serverHalf.respondWithTicket(tickets, request, owner);
    const { ticket }: { ticket: string } = await issued.json();
    expect(await tickets.redeem(ticket, { method: 'GET', path: '/api/presence' })).toEqual(owner);

    const hints: unknown[] = [];
    const receive = serverHalf.createWebhookReceiver({
      secrets: [WEBHOOK_SECRET],
      onHint: (hint) => void hints.push(hint),
      observe: metrics.observe,
    });
    const body = JSON.stringify({ id: 'event_1', event: 'user.deleted', data: { id: 'user_ada' } });
    const at = Date.now();
    const signature = createHmac('sha256', WEBHOOK_SECRET).update(`${at}.${body}`).digest('hex');
    const webhook = new Request(`${ORIGIN}/webhooks`, {
      method: 'POST',
      headers: { 'WorkOS-Signature': `t=${at}, v1=${signature}` },
      body,
    });
    expect((await receive(webhook)).status).toBe(200);
    expect(hints).toEqual([{ id: 'event_1', userId: 'user_ada', organizationId: null }]);
    expect(metrics.text()).toContain('keyring_webhooks_total{outcome="accepted"} 1');
  });
});
