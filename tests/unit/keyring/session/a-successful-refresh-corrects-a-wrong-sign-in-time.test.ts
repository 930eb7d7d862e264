import { expect, test } from 'vitest';
import type { Credential } from '../../../../src/keyring/session/credential.ts';
import type { Grant } from '../../../../src/keyring/session/session.ts';
import { acceptRefresh } from '../../../../src/keyring/session/session-limits.ts';
import { createSignedInKeyring } from '../../support/keyring.ts';
import { ACME } from '../../support/people.ts';

const HOUR = 3_600;
const LIMITS = { sessionMaxAge: 8 * HOUR, sessionInactivity: null };
/** When AuthKit issued the first token, s, and the same moment on this device's clock, ms. */
const [AUTHORIZED, SIGNED_IN] = [1_000_000, 1_000_000_000];

/** A refresh one hour after the sign-in by AuthKit's clock, which this device receives at `now`. */
async function refreshAnHourLater(now: number, changed: Partial<Credential> = {}) {
  const keyring = await createSignedInKeyring();
  const { tokens, claims } = await keyring.active(ACME);
  const credential: Credential = {
    ...(await keyring.credentialOf(ACME)),
    signedInAt: SIGNED_IN,
    usedAt: SIGNED_IN,
    authorizedAt: AUTHORIZED,
    issuedAt: AUTHORIZED,
    ...changed,
  };
  const grant: Grant = {
    tokens: { ...tokens, receivedAt: now },
    claims,
    user: credential.user,
    sessionId: credential.sessionId,
    refreshToken: 'next',
    issuedAt: AUTHORIZED + HOUR,
  };
  return acceptRefresh(credential, grant, LIMITS);
}

const HOUR_LATER = SIGNED_IN + HOUR * 1_000;
const DAY = 24 * HOUR * 1_000;

test.each([
  ['both clocks agree: the time stays', HOUR_LATER, {}, SIGNED_IN],
  ['this clock differs within the limits: the time stays', HOUR_LATER + 90_000, {}, SIGNED_IN],
  ['this clock is a day ahead now: the sign-in was an hour ago', HOUR_LATER + DAY, {}, SIGNED_IN + DAY],
  ['this clock was a day ahead at the sign-in', HOUR_LATER, { signedInAt: SIGNED_IN + DAY }, SIGNED_IN],
  [
    'the sign-in is as old as this moment: the time stays',
    HOUR_LATER,
    { signedInAt: HOUR_LATER },
    HOUR_LATER,
  ],
  [
    'AuthKit’s own clock went back: no sign-in is in the future',
    HOUR_LATER,
    { signedInAt: HOUR_LATER + DAY, authorizedAt: AUTHORIZED + 2 * HOUR },
    HOUR_LATER,
  ],
])('%s', async (_what, now, changed, signedInAt) => {
  expect(await refreshAnHourLater(now, changed)).toMatchObject({ signedInAt });
});

test.each([
  ['an hour of age on this clock', HOUR_LATER, SIGNED_IN, AUTHORIZED],
  ['no age, because the sign-in is in the future', HOUR_LATER, HOUR_LATER + DAY, AUTHORIZED + HOUR],
  ['no age, because this clock calls it too old', HOUR_LATER + DAY, SIGNED_IN, AUTHORIZED + HOUR],
])('a record of an earlier version has %s', async (_what, now, signedInAt, authorizedAt) => {
  const times = await refreshAnHourLater(now, { signedInAt, authorizedAt: null, issuedAt: null });
  expect(times).toMatchObject({ authorizedAt });
});
