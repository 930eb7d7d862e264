import { expect, test } from 'vitest';
import { keyring } from '../../../dev/vite/keyring-plugin.ts';
import { createPushHints } from '../../../server/push/push-hints.ts';
import { createStaticFiles } from '../../../server/static/static-host.ts';
import { createTicketIssuer } from '../../../server/tickets/ticket-issuer.ts';
import { createWebhookReceiver } from '../../../server/webhooks/webhook-receiver.ts';
import { KeyringConfigurationError } from '../../../src/protocol/configuration-error.ts';
import { createConfiguration, createHandler } from './host.ts';

const STATIC = { host: 'nginx', workerScript: '', authKitJwksUri: 'https://api.workos.com/jwks' } as const;
const WEBHOOK = { secrets: ['a secret of a webhook endpoint'], onHint: () => {} };
const PUSH = { publicKey: `B${'A'.repeat(86)}`, send: async () => ({ status: 201 }) };
const device = createConfiguration({ vault: 'device' });

/** As JavaScript passes it: the compiler does not know the members. */
const loose = <T extends object>(value: T, more: object): T => ({ ...value, ...more });

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
])('%s of another type stops the start', async (setting, make) => {
  expect(await messageOf(make)).toMatch(new RegExp(`^${setting}(?: is |:)`));
});

test('a member that is undefined counts as left out', () => {
  const configuration = loose(createConfiguration(), { apiKey: undefined });
  expect(createHandler(loose({ configuration }, { port: undefined })).origin).toBe('https://app.test');
});
