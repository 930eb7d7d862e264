import { describe, expect, test } from 'vitest';
import { deriveDeviceKeys } from '../../../server/device-key.ts';
import { cookiesOf, createHost, OLD_SECRET, ORIGIN, SECRET, vaultOf, WORKER_LOAD } from './host.ts';

async function load(host: ReturnType<typeof createHost>, Cookie = '') {
  const response = await host.request(`${ORIGIN}/sw.js`, { headers: { ...WORKER_LOAD, Cookie } });
  const script = await response.text();
  const cookie = cookiesOf(response).get('__Host-Http-keyring') ?? '';
  return { script, vault: vaultOf(script), cookie, id: cookie.split(';')[0] ?? '' };
}

test('the first response creates the device and contains its key: the second is identical', async () => {
  const host = createHost();
  const first = await load(host);
  expect(first.id).toMatch(/^[\w-]{43}$/);
  expect(first.cookie.split('; ').slice(1).sort()).toEqual([
    'HttpOnly',
    'Max-Age=34560000',
    'Path=/',
    'SameSite=Strict',
    'Secure',
  ]);
  const second = await load(host, `other=1; __Host-Http-keyring=${first.id}`);
  expect(second.script).toBe(first.script);
  expect(second.cookie, 'renewed').toBe(first.cookie);
});

test('another device, and a lost cookie, get another key', async () => {
  const host = createHost();
  const keys = await Promise.all([load(host), load(host)]);
  expect(keys[0]?.vault.key).not.toBe(keys[1]?.vault.key);
});

test('after a rotation the new secret encrypts, and the previous one still decrypts', async () => {
  const before = await load(createHost('sealed', { vaultSecrets: [OLD_SECRET] }));
  const cookie = `__Host-Http-keyring=${before.id}`;
  const rotated = await load(createHost('sealed', { vaultSecrets: [SECRET, OLD_SECRET] }), cookie);
  expect(rotated.id).toBe(before.id);
  expect(rotated.vault.previous).toEqual([before.vault.key]);
  const after = await load(createHost('sealed', { vaultSecrets: [SECRET] }), cookie);
  expect(after.vault).toEqual({ mode: 'sealed', key: rotated.vault.key, previous: [] });
});

describe('what script can set is not the device cookie', () => {
  const id = 'a'.repeat(43);
  test.each([
    ['a Unicode space before it', `\u00e2\u0080\u0080__Host-Http-keyring=${id}`],
    ['a no-break space before it', `\u00a0__Host-Http-keyring=${id}`],
    ['a tab before it', `x=1;\t__Host-Http-keyring=${id}`],
    ['another case', `__HOST-HTTP-keyring=${id}`],
    ['without the prefix', `keyring=${id}; __Host-keyring=${id}; __Http-keyring=${id}`],
    ['a space before the sign', `__Host-Http-keyring =${id}`],
    ['in another value', `x="; __Host-Http-keyring"=${id}`],
    ['of another shape', `__Host-Http-keyring=${id}x`],
    ['empty', '__Host-Http-keyring='],
  ])('%s', async (_what, cookie) => {
    const host = createHost();
    const { key } = await deriveDeviceKeys([SECRET], id);
    expect((await load(host, `__Host-Http-keyring=${id}`)).vault.key, 'the key it is compared with').toBe(
      key,
    );
    const answered = await load(host, cookie);
    expect(answered.vault.key).not.toBe(key);
    expect(answered.id).not.toBe(id);
  });
});

test('HKDF-SHA-256: the key is what node:crypto derives, too', async () => {
  const { hkdfSync } = await import('node:crypto');
  const expected = Buffer.from(hkdfSync('sha256', SECRET, 'org-keyring sealed vault 1', 'id', 32));
  expect((await deriveDeviceKeys([SECRET], 'id')).key).toBe(expected.toString('base64url'));
});

test('a secret that can be guessed is refused, and not repeated', () => {
  const start = () => createHost('sealed', { vaultSecrets: [SECRET, 'hunter2'] });
  expect(start).toThrow('32 characters');
  expect(start).not.toThrow('hunter2');
});
