import { expect, test } from 'vitest';
import webPush from 'web-push';
import { readEnvironment } from '../../../dev/environment.ts';

const [VAPID, OTHER_VAPID] = [webPush.generateVAPIDKeys(), webPush.generateVAPIDKeys()];
const URL_WITH_PASSWORD = 'postgresql://app:the-password@db.internal:5432/app';

test.each<readonly [Readonly<Record<string, string>>, RegExp]>([
  [{ STATE: 'memory', DATABASE_URL: URL_WITH_PASSWORD }, /STATE is "memory", and DATABASE_URL .* unset one/],
  [{ STATE: 'disk' }, /STATE is "disk"/],
  [{ DATABASE_URL: 'mysql://app:the-password@db.internal/app' }, /DATABASE_URL must be/],
  [{ METRICS_PATH: '/metrics' }, /METRICS_PATH is "\/metrics"; it must begin with \/api\//],
  [{ METRICS_PATH: 'https://evil.test/' }, /METRICS_PATH/],
  [{ ORIGIN: 'https://app.example.com/' }, /ORIGIN is .* without a path/],
  [{ ORIGIN: 'http://app.example.com' }, /ORIGIN/],
  [{ VAPID_PRIVATE_KEY: 'the-password' }, /VAPID_PUBLIC_KEY and VAPID_PRIVATE_KEY belong together/],
  [{ VAPID_SUBJECT: 'operator@example.com' }, /VAPID_SUBJECT must be a URL/],
  [{ WORKOS_WEBHOOK_SECRET: 'the-password' }, /WORKOS_WEBHOOK_SECRET has less than 16 characters/],
  [
    { WORKOS_CLIENT_ID: 'client_1', WORKOS_API_HOSTNAME: 'https://auth.example.com' },
    /WORKOS_API_HOSTNAME is "https:\/\/auth.example.com"; it must be a host/,
  ],
  [{ WORKOS_CLIENT_ID: 'client_1', WORKOS_API_HOSTNAME: '"auth.example.com"' }, /WORKOS_API_HOSTNAME is/],
  ...['"client_1"', ' client_1', 'client_1\n', 'client_…', 'sk_the-password', 'project_1'].map(
    (id) => [{ WORKOS_CLIENT_ID: id }, /WORKOS_CLIENT_ID must be .* without quotes and white space/] as const,
  ),
  ...['"https://api.workos.com"', 'https://api.workos.com ', 'api.workos.com'].map(
    (issuer) =>
      [{ WORKOS_CLIENT_ID: 'client_1', WORKOS_ISSUER: issuer }, /WORKOS_ISSUER is .* a URL/] as const,
  ),
  ...['"sk_the-password"', 'sk_the-password ', 'the-password', 'sk_…the-password'].map(
    (key) => [{ WORKOS_CLIENT_ID: 'client_1', WORKOS_API_KEY: key }, /WORKOS_API_KEY must be/] as const,
  ),
  ...['"the-password-of-webhooks"', 'the-password-of-webhooks '].map(
    (secret) => [{ WORKOS_WEBHOOK_SECRET: secret }, /WORKOS_WEBHOOK_SECRET must be/] as const,
  ),
  [{ WORKOS_API_KEY: 'sk_the-password' }, /WORKOS_API_KEY is set, and WORKOS_CLIENT_ID is not/],
  [
    { ORGANIZATIONS: 'acme:org_1', WORKOS_CLIENT_ID: '' },
    /ORGANIZATIONS is set, and WORKOS_CLIENT_ID is not/,
  ],
  [{ VAPID_SUBJECT: 'mailto:operator@example.com ' }, /VAPID_SUBJECT must be a URL/],
  [{ LOG: 'xml' }, /LOG is "xml"; it may be json, off/],
])('%j', (variables, message) => {
  expect(() => readEnvironment(variables)).toThrow(message);
  try {
    readEnvironment(variables);
  } catch (error) {
    expect(String(error)).not.toContain('the-password');
  }
});

test.each([
  ['another pair', VAPID.publicKey, OTHER_VAPID.privateKey],
  ['a password', VAPID.publicKey, 'the-password'],
  ['zero', VAPID.publicKey, Buffer.alloc(32).toString('base64url')],
  ['a pair with a padded public key', `${VAPID.publicKey}=`, VAPID.privateKey],
])('a private VAPID key of %s', (_what, publicKey, privateKey) => {
  const variables = { VAPID_PUBLIC_KEY: publicKey, VAPID_PRIVATE_KEY: privateKey };
  expect(() => readEnvironment(variables)).toThrow(/are no key pair\. Create one/);
});

test('a pair of VAPID keys is accepted', () => {
  const variables = { VAPID_PUBLIC_KEY: VAPID.publicKey, VAPID_PRIVATE_KEY: VAPID.privateKey };
  expect(readEnvironment(variables).vapid.keys).toEqual(VAPID);
});

test('a database and a kept state go together, and counters and logs are off by default', () => {
  expect(readEnvironment({ DATABASE_URL: URL_WITH_PASSWORD })).toMatchObject({
    state: 'kept',
    databaseUrl: URL_WITH_PASSWORD,
    log: 'off',
    metricsPath: null,
  });
  expect(readEnvironment({ LOG: 'json', METRICS_PATH: '/api/metrics' })).toMatchObject({
    log: 'json',
    metricsPath: '/api/metrics',
  });
});
