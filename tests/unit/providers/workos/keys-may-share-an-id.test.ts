import { exportJWK } from 'jose';
import { expect, test } from 'vitest';
import { CLAIMS, foreign, ours, sign, signed, verifier } from '../../support/signed-tokens.ts';

/** RFC 7517 §4.5: the keys of a set should have distinct ids, and need not. jose then lets its caller try each of them. */
async function createVerifier(owners: readonly (typeof ours)[]) {
  const keys = await Promise.all(
    owners.map(async (owner) => ({
      ...(await exportJWK((await owner).publicKey)),
      kid: 'key_1',
      alg: 'RS256',
    })),
  );
  return verifier(async () => Response.json({ keys }));
}

test.each([
  ['the same key twice', [ours, ours]],
  ['another key before it', [foreign, ours]],
  ['another key after it', [ours, foreign]],
])('%s: the token is accepted', async (_what, owners) => {
  const verify = await createVerifier(owners);
  expect(await verify(await signed())).toMatchObject({ subject: 'user_ada' });
});

test('a key that none of them has is refused', async () => {
  const verify = await createVerifier([ours, ours]);
  expect(await verify(await sign(CLAIMS, {}, (await foreign).privateKey))).toBeUndefined();
});
