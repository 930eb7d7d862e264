import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { StepUps } from '../../../src/keyring/sign-in/step-ups.ts';
import type { StepUpRequest } from '../../../src/protocol/step-up.ts';
import type { BodyCopy } from '../../../sw/fetch/body-copy.ts';
import { type Answered, type StepUpParts, stepUp } from '../../../sw/fetch/step-up.ts';
import { FakePlatform, settle } from '../support/fake-platform.ts';
import { ACME, ADA, GLOBEX, GRACE } from '../support/people.ts';

const CHALLENGE = 'Bearer error="insufficient_user_authentication", max_age="300"';

let sent: Request[] = [];
beforeEach(() => {
  sent = [];
  vi.stubGlobal('location', { origin: 'https://app.test' });
  vi.stubGlobal('fetch', async (request: Request) => {
    sent.push(request);
    return new Response('second', { status: 401, headers: { 'WWW-Authenticate': CHALLENGE } });
  });
});
afterEach(() => vi.unstubAllGlobals());

const challenged = (header = CHALLENGE, status = 401): Response =>
  new Response('first', { status, headers: { 'WWW-Authenticate': header } });

const API = { origin: 'https://app.test', pathPrefix: '/api' };

/** One call whose API responded with a challenge. Tokens are `organization user`. */
function call(changes: Partial<Answered> = {}, also: Partial<StepUpParts> = {}) {
  const told: StepUpRequest[][] = [];
  const stepUps = new StepUps({
    platform: new FakePlatform(),
    observer: { stepUpsChanged: (_client, waiting) => told.push([...waiting]) },
  });
  const request = new Request('https://app.test/api/notes?all=1', { method: 'DELETE' });
  const answered: Answered = {
    outgoing: { request, api: API, clientId: 'page', organization: ACME, left: undefined },
    accessToken: `${ACME.id} ${ADA.id}`,
    readCopy: async () => 'none',
    response: challenged(),
    ...changes,
  };
  const parts: StepUpParts = {
    readClaims: (token) => {
      const [organizationId = null, subject = null] = token.split(' ');
      return { organizationId, subject };
    },
    streams: { endOf: () => undefined },
    openResponses: { add: () => () => {} },
    sessions: { accessToken: async () => `${ACME.id} ${ADA.id} new` },
    stepUps,
    isPage: async () => true,
    ...also,
  };
  const outcome = stepUp(answered, parts);
  outcome.catch(() => {});
  /** What the core does once its checks have passed. */
  const confirm = async (): Promise<void> => {
    await settle();
    const { stepUp: flow } = stepUps.confirm(told.at(-1)?.[0]?.id ?? '', 'page');
    const claims = { authenticatedAt: 1_000 };
    stepUps.finish(flow, ACME.id, { user: ADA, issuedAt: 1, claims } as unknown as Parameters<
      StepUps['finish']
    >[2]);
  };
  return { outcome, told, confirm, response: answered.response };
}

test('R50: it is sent once more with the new token and its body; the second response is final', async () => {
  const body: BodyCopy = new Uint8Array([1, 2]);
  const request = new Request('https://app.test/api/notes?all=1', { method: 'POST', body: 'spent' });
  await request.arrayBuffer();
  const outgoing = { request, api: API, clientId: 'page', organization: ACME, left: undefined };
  const { outcome, told, confirm } = call({ outgoing, readCopy: async () => body });
  await confirm();
  expect(await (await outcome).text()).toBe('second');
  expect(told[0]).toMatchObject([{ method: 'POST', origin: 'https://app.test', path: '/api/notes' }]);
  expect(sent).toHaveLength(1);
  expect(sent[0]?.url).toBe('https://app.test/api/notes?all=1');
  expect(sent[0]?.headers.get('Authorization')).toBe(`Bearer ${ACME.id} ${ADA.id} new`);
  expect(new Uint8Array((await sent[0]?.arrayBuffer()) ?? new ArrayBuffer(0))).toEqual(body);
});

test.each([
  ['that succeeded', challenged(CHALLENGE, 200)],
  ['that is forbidden', challenged(CHALLENGE, 403)],
  ['without a challenge', new Response('first', { status: 401 })],
  ['with acr_values', challenged(`${CHALLENGE}, acr_values="urn:mfa"`)],
])('R50: a response %s goes to the page unchanged', async (_which, response) => {
  const { outcome, told } = call({ response });
  expect(await outcome).toBe(response);
  expect(told).toEqual([]);
});

test('R50: so does that of a session without an organization', async () => {
  const request = new Request('https://app.test/api/organizations', { method: 'POST' });
  const { outcome, told, response } = call({
    outgoing: { request, api: API, clientId: 'page', organization: null, left: undefined },
  });
  expect(await outcome).toBe(response);
  expect(told).toEqual([]);
});

test('R50: so does that for a frame or a worker of the app', async () => {
  const { outcome, told, response } = call({}, { isPage: async () => false });
  expect(await outcome).toBe(response);
  expect(told).toEqual([]);
});

test.each([
  ['another user has the session', `${ACME.id} ${GRACE.id}`, 'organization_unbound', 'wrong_user'],
  [
    'the token is for another organization',
    `${GLOBEX.id} ${ADA.id}`,
    'authorization_required',
    'wrong_organization',
  ],
])('R10, R50: nothing is sent if %s by then', async (_what, token, code, reason) => {
  const { outcome, confirm } = call({}, { sessions: { accessToken: async () => token } });
  await confirm();
  await expect(outcome).rejects.toMatchObject({ code, reason });
  expect(sent).toEqual([]);
});

test('R50: nothing is sent if the session has ended by then', async () => {
  const { outcome, confirm } = call(
    {},
    { sessions: { accessToken: () => Promise.reject(new Error('ended')) } },
  );
  await confirm();
  await expect(outcome).rejects.toThrow('ended');
  expect(sent).toEqual([]);
});

test('R50: nothing is sent for a page that was closed', async () => {
  let isOpen = true;
  const { outcome, confirm } = call({}, { isPage: async () => isOpen });
  await settle();
  isOpen = false;
  await confirm();
  await expect(outcome).rejects.toMatchObject({ code: 'step_up_refused', reason: 'aborted' });
  expect(sent).toEqual([]);
});

test.each(['before', 'after'])('R50: a page that aborts %s it is held ends it at once', async (when) => {
  const left = new AbortController();
  const request = new Request('https://app.test/api/notes', { method: 'DELETE' });
  if (when === 'before') left.abort();
  const { outcome } = call({
    outgoing: { request, api: API, clientId: 'page', organization: ACME, left: left.signal },
  });
  await settle();
  left.abort();
  await expect(outcome).rejects.toMatchObject({ code: 'step_up_refused', reason: 'aborted' });
  expect(sent).toEqual([]);
});

test('R50: a body that cannot be sent again is a problem at once, and the user is asked nothing', async () => {
  const { outcome, told } = call({ readCopy: async () => 'too-large' });
  await expect(outcome).rejects.toMatchObject({ code: 'step_up_refused', reason: 'body_too_large' });
  expect(told).toEqual([]);
});
