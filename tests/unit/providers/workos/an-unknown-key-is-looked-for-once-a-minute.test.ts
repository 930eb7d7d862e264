import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createTokenVerifier } from '../../../../src/providers/workos/access-token.ts';

const POLICY = { jwksUri: 'https://app.test/auth/jwks', issuers: ['https://i.test'], clientId: 'c' };
const pairs = Promise.all(
  ['key_1', 'key_2'].map(async (kid) => ({
    kid,
    ...(await generateKeyPair('RS256', { extractable: true })),
  })),
);

async function sign(index: number, kid?: string): Promise<string> {
  const pair = (await pairs)[index];
  if (pair === undefined) throw new Error('no such key');
  const claims = { iss: 'https://i.test', client_id: 'c', sub: 'u', sid: 's', iat: 1, exp: 2 };
  return new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid: kid ?? pair.kid }).sign(pair.privateKey);
}

/** A key set that counts its readers and can rotate. */
async function keySet() {
  const state = { reads: 0, count: 1, isDown: false };
  const jwks = await Promise.all(
    (await pairs).map(async ({ kid, publicKey }) => ({ ...(await exportJWK(publicKey)), kid, alg: 'RS256' })),
  );
  const { prepare, verify } = createTokenVerifier(POLICY, async () => {
    state.reads += 1;
    if (state.isDown) return new Response(null, { status: 503 });
    return Response.json({ keys: jwks.slice(0, state.count) });
  });
  return { state, prepare, verify: (token: string) => verify(token, 10_000) };
}

beforeEach(() => vi.useFakeTimers({ toFake: ['Date'] }));
afterEach(() => vi.useRealTimers());

test('R25: the key set is read once for many tokens', async () => {
  const { state, verify } = await keySet();
  const token = await sign(0);
  const claims = await Promise.all(Array.from({ length: 10 }, () => verify(token)));
  expect(claims.every((claim) => claim !== undefined)).toBe(true);
  expect(state.reads).toBe(1);
});

test('R25: a new key is found by one more read', async () => {
  const { state, verify } = await keySet();
  await verify(await sign(0));
  state.count = 2;
  vi.setSystemTime(Date.now() + 61_000);
  expect(await verify(await sign(1))).toBeDefined();
  expect(state.reads).toBe(2);
});

test('R25: keys that are rotated right after the key set was read are found by one more read', async () => {
  const { state, verify } = await keySet();
  await verify(await sign(0));
  state.count = 2;
  const token = await sign(1);
  const claims = await Promise.all(Array.from({ length: 10 }, () => verify(token)));
  expect(claims.filter((claim) => typeof claim === 'object')).toHaveLength(10);
  expect(state.reads).toBe(2);
});

test('R25, R26: a clock that is set back blocks no read for an unknown key', async () => {
  const { state, verify } = await keySet();
  expect(await verify(await sign(0, 'made-up'))).toBeUndefined();
  state.count = 2;
  vi.setSystemTime(Date.now() - 86_400_000);
  expect(await verify(await sign(1))).toBeTypeOf('object');
});

test('R25: a read that failed is no read', async () => {
  const { state, verify } = await keySet();
  await verify(await sign(0));
  state.count = 2;
  state.isDown = true;
  expect(await verify(await sign(1))).toBe('unchecked');
  state.isDown = false;
  expect(await verify(await sign(1))).toBeTypeOf('object');
});

test('R25: a flood of unknown keys costs one read a minute; a key that was not looked up is not rejected', async () => {
  const { state, verify } = await keySet();
  await verify(await sign(0));
  for (let minute = 1; minute <= 3; minute += 1) {
    vi.setSystemTime(Date.now() + 60_001);
    for (let token = 0; token < 20; token += 1)
      expect(await verify(await sign(0, `made-up-${token}`))).toBe(token === 0 ? undefined : 'unchecked');
    expect(state.reads).toBe(1 + minute);
  }
});

test('the key set is read while the token is being requested, and not again for the next token', async () => {
  const { state, prepare, verify } = await keySet();
  prepare();
  prepare();
  expect(state.reads).toBe(1);
  expect(await verify(await sign(0))).toBeDefined();
  prepare();
  expect(await verify(await sign(0))).toBeDefined();
  expect(state.reads).toBe(1);
});

test('a key that appears while the token is being requested is found by one more read', async () => {
  const { state, prepare, verify } = await keySet();
  prepare();
  const token = await sign(1);
  state.count = 2;
  expect(await verify(token)).toBeDefined();
  expect(state.reads).toBe(2);
});

test('after an early read too, a key that is in no key set is rejected, and looked for once', async () => {
  const { state, prepare, verify } = await keySet();
  prepare();
  expect(await verify(await sign(0, 'made-up'))).toBeUndefined();
  expect(await verify(await sign(0, 'made-up'))).toBe('unchecked');
  expect(state.reads).toBe(2);
});

test('while no token is obtained the key set is requested once', async () => {
  const { state, prepare } = await keySet();
  for (let request = 0; request < 10; request += 1) {
    prepare();
    vi.setSystemTime(Date.now() + 600_001);
  }
  expect(state.reads).toBe(1);
});
