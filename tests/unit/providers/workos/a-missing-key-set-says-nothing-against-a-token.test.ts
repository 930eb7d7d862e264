import { describe, expect, test } from 'vitest';
import { keySet, POLICY, requests, signed, verifier } from '../../support/signed-tokens.ts';

describe('the key set', () => {
  test('is requested without cookies and redirects', async () => {
    requests.length = 0;
    await verifier()(await signed());
    expect(requests).toMatchObject([
      { url: POLICY.jwksUri, credentials: 'omit', redirect: 'error', method: 'GET' },
    ]);
  });

  test.each([
    ['the network', () => Promise.reject(new TypeError('failed to fetch'))],
    ['503', async () => new Response('', { status: 503 })],
    ['404', async () => new Response(await keySet, { status: 404 })],
    ['a page of HTML', async () => new Response('<!doctype html>')],
    [
      'keys that are none',
      async () => new Response('{"keys":[{"kty":"RSA","kid":"key_1","n":"!","e":"!"}]}'),
    ],
    ['a key set with a member that is no key', async () => new Response('{"keys":[null]}')],
    ['an object without keys', async () => new Response('{}')],
    ['more than 256 KB (R27)', async () => new Response(`${await keySet}${' '.repeat(256 * 1024)}`)],
  ])('that is unavailable (%s) rejects no token', async (_why, respond) => {
    expect(await verifier(respond)(await signed())).toBe('unchecked');
  });
});
