import type { FaultRequest } from '../support/authkit-control.ts';
import { CREDENTIALS } from '../support/credentials.ts';
import { lengthOf } from '../support/lengths.ts';
import { callFor, sessionsOf } from '../support/light-tabs.ts';
import { EIGHT, signInToAll } from '../support/many-sessions.ts';
import { expect, test } from '../support/test.ts';
import { LONG, WorkerClock } from '../support/worker-clock.ts';

test.use({ serverEnvironment: { CREDENTIALS } });

type Faulty = Omit<FaultRequest, 'on' | 'times'>;

const SIGN_IN_PAGE = '<!doctype html><title>Sign in to the network</title>';
const INVALID_GRANT = { error: 'invalid_grant', error_description: 'Session has already ended.' };
/** Everything that may come instead of an answer, and says nothing against a session. */
const FAULTY: readonly Faulty[] = [
  { status: 500 },
  { status: 501, body: INVALID_GRANT },
  { status: 502, body: SIGN_IN_PAGE },
  { status: 503, headers: { 'Retry-After': '1' } },
  { status: 503, headers: { 'Retry-After': '999999999' } },
  { status: 504 },
  { status: 408 },
  ...['0', '-1', 'soon', '2.5', '1e9', '9'.repeat(40), 'Wed, 21 Oct 2015 07:28:00 GMT', '0x10'].map(
    (retryAfter) => ({ status: 429, headers: { 'Retry-After': retryAfter }, body: INVALID_GRANT }),
  ),
  { status: 429, headers: { 'Retry-After': 'Fri, 31 Dec 9999 23:59:59 GMT' } },
  { status: 200, body: SIGN_IN_PAGE, headers: { 'Content-Type': 'text/html' } },
  { status: 400, body: '<html>invalid_grant</html>' },
  { status: 200, body: '' },
  { status: 200, body: 'null' },
  { status: 200, body: '{"access_token":"' },
  { status: 200, body: { access_token: 'a', refresh_token: 'r', user: { id: 'user_ada', email: 'e' } } },
  { status: 200, body: INVALID_GRANT },
  { status: 400, body: { error: 'invalid_client', error_description: '' } },
  { status: 404, body: { message: 'Not Found' } },
  { status: 200, body: 'x'.repeat(70_000) },
  { status: 400, body: { ...INVALID_GRANT, padding: 'x'.repeat(70_000) } },
  { drop: 'before' },
  // AuthKit has rotated the refresh token, and the response is lost.
  { drop: 'after' },
  { drop: 'after' },
];
/** Each kind at least twice. */
const RESPONSES = lengthOf('FAULTY_RESPONSES', 75);

test(`${RESPONSES} responses that are errors, garbage or missing: no user is signed out`, {
  tag: '@long',
}, async ({ page, context, authKit }) => {
  test.setTimeout(300_000);
  const slugs = EIGHT.map(({ slug }) => slug);
  // AuthKit counts its grace in real time, and on a busy machine other faults may fill it before a lost response is
  // asked for again. What a lost response costs without a grace is the kill tests' matter.
  await authKit.changeSettings({ refreshGrace: 3600 });
  await signInToAll(page, EIGHT);
  const clock = await WorkerClock.take(context);
  await clock.skipPauses();
  const before = (await authKit.oauthRequests()).length;
  const sessionsBefore = await sessionsOf(page);
  const delivered = async () =>
    (await authKit.refreshes()).filter(({ outcome }) => outcome === 'fault' || outcome === 'lost').length;
  for (let index = 0; index < RESPONSES; index += 1) {
    // A step that shares no factor with the list: the kinds meet in ever other orders.
    const faulty = FAULTY[(index * 7) % FAULTY.length];
    await authKit.addFault({ ...faulty, on: 'refresh', times: 1 });
  }

  const outcomes: string[] = [];
  // A session that was lost is asked for no more: the faults that are left would never be delivered.
  while (!outcomes.includes('authorization_required') && (await delivered()) < RESPONSES) {
    await clock.advance(LONG);
    for (const { asked, got } of await callFor(page, slugs)) outcomes.push(got === asked ? 'answered' : got);
  }
  await clock.advance(LONG);
  const after = await callFor(page, slugs);

  const since = (await authKit.oauthRequests()).slice(before);
  const notNow = outcomes.filter((outcome) => outcome === 'temporarily_unavailable').length;
  const answered = outcomes.filter((outcome) => outcome === 'answered').length;
  console.log(
    `${await delivered()} faulty responses of ${FAULTY.length} kinds reached the real worker: ${outcomes.length} calls, ${answered} succeeded nevertheless, ${notNow} "not now", 0 sign-outs`,
  );
  const others = outcomes.filter((outcome) => !['answered', 'temporarily_unavailable'].includes(outcome));
  expect(others).toEqual([]);
  expect(after).toEqual(slugs.map((slug) => ({ asked: slug, got: slug })));
  expect(await sessionsOf(page)).toEqual(sessionsBefore);
  expect(since.filter(({ grant }) => grant !== 'refresh_token')).toEqual([]);
});
