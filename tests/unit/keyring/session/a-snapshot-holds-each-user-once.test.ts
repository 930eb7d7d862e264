import { expect, test } from 'vitest';
import { parseSnapshot } from '../../../../src/protocol/parse-status.ts';
import { isUsable, type SessionStatus, type SessionUser } from '../../../../src/protocol/session-status.ts';
import { adaIn } from '../../support/fake-authkit.ts';
import { createKeyring } from '../../support/keyring.ts';
import { ACME, ADA, GLOBEX } from '../../support/people.ts';

const usersOf = (sessions: readonly SessionStatus[]): SessionUser[] =>
  sessions.flatMap(({ session }) => (isUsable(session) ? [session.user] : []));

/** Ada's sessions of two organizations, as a worker that has just started reads them: each with a user of its own. */
async function twoSessions() {
  const { signIn, restart } = createKeyring();
  await signIn(ACME);
  await signIn(GLOBEX);
  return restart().overview.snapshot();
}

test('equal users of two sessions are one object, so a message contains them once', async () => {
  const { sessions } = await twoSessions();
  const [first, second] = usersOf(sessions);
  expect(first).toMatchObject({ email: 'ada@example.com' });
  expect(second).toBe(first);
});

test('a page reads such a user once', async () => {
  const message = structuredClone({ ...(await twoSessions()), storage: 'durable' });
  const [first, second] = usersOf(parseSnapshot(message).sessions);
  expect(first).toMatchObject({ email: 'ada@example.com' });
  expect(second).toBe(first);
});

test('users with one id that differ in one field stay two', async () => {
  const { signIn, restart } = createKeyring({ credentials: 'separate' });
  await signIn(ACME);
  await signIn(GLOBEX, { ...adaIn(GLOBEX.id), user: { ...ADA, name: 'Ada King' } });
  const snapshot = await restart().overview.snapshot();
  const message = structuredClone({ ...snapshot, storage: 'durable' });
  for (const { sessions } of [snapshot, parseSnapshot(message)])
    expect(usersOf(sessions).map(({ name }) => name)).toEqual([ADA.name, 'Ada King']);
});
