import { describe, expect, test } from 'vitest';
import { keyringErrorOf } from '../support/errors.ts';
import { keySet, POLICY, requests, signed, verifier } from '../support/signed-tokens.ts';

describe('the key set', () => {
  test('is asked for without cookies, and follows no redirect', async () => {
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
    ['more than 256 KB (R27)', async () => new Response(`${await keySet}${' '.repeat(256 * 1024)}`)],
  ])('that cannot be had (%s) says nothing against a token', async (_why, respond) => {
    expect(await keyringErrorOf(verifier(respond)(await signed()))).toMatchObject({
      code: 'temporarily_unavailable',
    });
  });
});
