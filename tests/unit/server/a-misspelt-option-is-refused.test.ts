import { expect, test } from 'vitest';
import { keyring } from '../../../dev/vite/keyring-plugin.ts';
import { createKeyringHost } from '../../../server/keyring-host.ts';
import { organizationManifests } from '../../../server/manifest.ts';
import { keyringMiddleware } from '../../../server/node.ts';
import { createPushHints } from '../../../server/push/push-hints.ts';
import { createStaticFiles } from '../../../server/static/static-host.ts';
import { createTicketIssuer } from '../../../server/tickets/ticket-issuer.ts';
import { createWebhookReceiver } from '../../../server/webhooks/webhook-receiver.ts';
import { KeyringConfigurationError } from '../../../src/protocol/configuration-error.ts';
import { createConfiguration, createHandler, WORKER_LOAD } from './host.ts';
import { withServer } from './node-server.ts';

const STATIC = { host: 'nginx', workerScript: '', authKitJwksUri: 'https://api.workos.com/jwks' } as const;
const WEBHOOK = { secrets: ['a secret of a webhook endpoint'], onHint: () => {} };
const PUSH = { publicKey: `B${'A'.repeat(86)}`, send: async () => ({ status: 201 }) };
const device = createConfiguration({ vault: 'device' });

/** As JavaScript passes it: the compiler does not know the members. */
const loose = <T extends object>(value: T, more: object): T => ({ ...value, ...more });

/** Values of the wrong type, as JavaScript passes them. */
const notAnObject: object = JSON.parse('100');
const list: object = [];

test.each<[string, () => unknown]>([
  ['limits', () => createTicketIssuer({ limits: notAnObject })],
  ['paths', () => createHandler({ configuration: { ...device, paths: notAnObject } })],
  ['policy', () => createHandler({ policy: notAnObject })],
  ['options', () => createTicketIssuer(notAnObject)],
  ['limits', () => createTicketIssuer({ limits: list })],
  ['paths', () => createHandler({ configuration: { ...device, paths: list } })],
  ['options', () => keyring(list)],
  ['staticHost', () => keyring(loose({}, { staticHost: 'nginx' }))],
])('a setting that must be an object and is none is named: %s', async (setting, make) => {
  const message = await messageOf(make);
  expect(message).toContain(setting);
  expect(message).toContain('it must be an object');
});

test.each<(options: never) => unknown>([
  createKeyringHost,
  createStaticFiles,
  createPushHints,
  createWebhookReceiver,
  organizationManifests,
])('%o names its options if it gets none', async (make) => {
  for (const options of [undefined, null, 'device'])
    expect(await messageOf(() => make(options as never))).toBe(
      'options: it must be an object. Write an object.',
    );
});

async function messageOf(make: () => unknown): Promise<string> {
  try {
    await make();
  } catch (error) {
    expect(error).toBeInstanceOf(KeyringConfigurationError);
    return error instanceof Error ? error.message : '';
  }
  return 'no error';
}

test.each<[string, string, () => unknown]>([
  [
    'polices',
    '"policy"',
    () => createStaticFiles(loose({ ...STATIC, configuration: device }, { polices: {} })),
  ],
  [
    'configuration.redirectURL',
    '"redirectUri"',
    () => createStaticFiles({ ...STATIC, configuration: loose(device, { redirectURL: '' }) }),
  ],
  [
    'isSesionActive',
    '"isSessionActive"',
    () => createTicketIssuer(loose({}, { isSesionActive: () => true })),
  ],
  [
    'limits.perUser',
    'one of "perSession", "total"',
    () => createTicketIssuer({ limits: loose({}, { perUser: 1 }) }),
  ],
  ['secret', '"secrets"', () => createWebhookReceiver(loose(WEBHOOK, { secret: WEBHOOK.secrets[0] }))],
  ['onHints', '"onHint"', () => createWebhookReceiver(loose(WEBHOOK, { onHints: () => {} }))],
  ['privateKey', 'one of "publicKey", "send"', () => createPushHints(loose(PUSH, { privateKey: 'hunter2' }))],
  [
    'findOrganisation',
    '"findOrganization"',
    () => organizationManifests(loose({ findOrganization: async () => undefined }, { findOrganisation: 1 })),
  ],
  ['staticHost.hosts', '"host"', () => keyring(loose({}, { staticHost: { hosts: 'nginx' } }))],
  ['workerfile', '"workerFile"', () => keyring(loose({}, { workerfile: 'worker.js' }))],
])('%s: the message names %s', async (setting, names, make) => {
  const message = await messageOf(make);
  expect(message.startsWith(`${setting}: there is no such setting. Write ${names}`), message).toBe(true);
  expect(message).not.toMatch(/hunter2|a secret/);
});

test.each<[string, () => unknown]>([
  ['secrets', () => createWebhookReceiver(loose(WEBHOOK, { secrets: undefined }))],
  ['secrets', () => createWebhookReceiver(loose(WEBHOOK, { secrets: 'a secret that is no list' }))],
  ['onHint', () => createWebhookReceiver(loose(WEBHOOK, { onHint: undefined }))],
  ['send', () => createPushHints(loose(PUSH, { send: undefined }))],
  ['observe', () => createTicketIssuer(loose({}, { observe: {} }))],
  ['isSessionActive', () => createTicketIssuer(loose({}, { isSessionActive: true }))],
  ['store.add', () => createTicketIssuer(loose({}, { store: {} }))],
  ['store.add', () => createTicketIssuer(loose({}, { store: null }))],
  ['events.claim', () => createWebhookReceiver(loose(WEBHOOK, { events: new Set() }))],
  ['now', () => createWebhookReceiver(loose(WEBHOOK, { now: 0 }))],
  ['store.put', () => createPushHints(loose(PUSH, { store: new Map() }))],
  ['services', () => createPushHints(loose(PUSH, { services: 'push.example.com' }))],
  ['services\\[0\\]', () => createPushHints(loose(PUSH, { services: [null] }))],
  [
    'findOrganization',
    () => organizationManifests(loose({ findOrganization: async () => undefined }, { findOrganization: {} })),
  ],
  ['tracer.startSpan', () => createHandler(loose({}, { tracer: null }))],
  // A host that does not exist got no file of headers, and so no policy.
  ['host', () => createStaticFiles(loose({ ...STATIC, configuration: device }, { host: 'cloudflare' }))],
  [
    'workerScript',
    () => createStaticFiles(loose({ ...STATIC, configuration: device }, { workerScript: new Uint8Array() })),
  ],
])('%s of another type stops the start', async (setting, make) => {
  expect(await messageOf(make)).toMatch(new RegExp(`^${setting}(?: is |:)`));
});

test('a member that is undefined counts as left out', () => {
  const configuration = loose(createConfiguration(), { apiKey: undefined });
  expect(createHandler(loose({ configuration }, { port: undefined })).origin).toBe('https://app.test');
});

test('the origin of the Node adapter has no effect with its slash, and needs its scheme', async () => {
  const at = (origin: string) => keyringMiddleware(createHandler(), { origin });
  expect(() => at('app.test')).toThrow('origin is "app.test": it must begin with https://');
  expect(() => at('')).toThrow('origin is "": it must begin with https://');
  expect(() => at('localhost:5173')).toThrow('origin is "localhost:5173": it must begin with https://');
  await withServer(at('https://app.test/'), async (ask) => {
    expect((await ask({ target: '/sw.js', headers: WORKER_LOAD })).status).toBe(200);
  });
});
