import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { PROTOCOL_VERSION } from '../../../src/protocol/messages.ts';
import { answerMessage } from '../support/answer-message.ts';
import { createSignedInKeyring } from '../support/keyring.ts';
import { FakeWindowClient } from '../support/window-client.ts';

const keyring = PROTOCOL_VERSION;

beforeEach(() => {
  vi.stubGlobal('WindowClient', FakeWindowClient);
  vi.stubGlobal('location', { origin: 'https://app.test' });
});
afterEach(() => vi.unstubAllGlobals());

/** Posts `data` as a page would. @returns the replies on its port */
const post = async (data: unknown, event: Record<string, unknown> = {}, signedIn = createSignedInKeyring()) =>
  answerMessage(await signedIn, data, event);

const LIST = { keyring, type: 'list-sessions', ask: {} };

describe('R40, R41: a message', () => {
  test.each(['top-level', 'auxiliary'])('of a %s window gets one reply', async (frameType) => {
    const replies = await post(LIST, { source: new FakeWindowClient(frameType) });
    expect(replies).toMatchObject([{ keyring, answer: { sessions: [{}, {}], storage: 'durable' } }]);
    expect(JSON.stringify(replies)).not.toMatch(/access:|refresh:|sid_/);
  });

  test.each([
    ['a frame', { source: new FakeWindowClient('nested') }],
    ['no frame at all', { source: new FakeWindowClient('none') }],
    ['a worker', { source: { frameType: 'top-level', url: 'https://app.test/' } }],
    ['no client', { source: null }],
    ['a window of another origin', { source: new FakeWindowClient('top-level', 'https://evil.test/') }],
    ['another origin', { origin: 'https://evil.test' }],
    ['a page without a port', { ports: [] }],
  ])('of %s gets no reply', async (_who, event) => {
    expect(await post(LIST, event)).toEqual([]);
  });

  test.each([null, 'x', {}, { type: 'GET_VERSION' }])(
    'of the app itself, %o, gets no reply: the app’s own code replies',
    async (data) => {
      expect(await post(data)).toEqual([]);
    },
  );

  test.each([{ keyring }, { keyring, type: 'get-token', ask: {} }, { keyring: 99, type: 'claim', ask: {} }])(
    'that says %o is refused with a code',
    async (data) => {
      expect(await post(data)).toMatchObject([{ keyring, error: { code: 'message_invalid' } }]);
    },
  );

  test.each([
    ['trigger', { trigger: 'click' }],
    ['prompt', { prompt: 'always' }],
    ['hints', { hints: 'sign-up' }],
  ])('with a wrong %s names it to the developer of the page', async (name, wrong) => {
    const right = { organizationSlug: 'acme', returnTo: '/', trigger: 'requested', tab: 'tab', prompt: null };
    const ask = { ...right, loginHint: null, following: [], ...wrong };
    const [reply] = await post({ keyring, type: 'start-authorization', ask });
    expect(reply).toMatchObject({
      error: { code: 'message_invalid', developerText: expect.stringContaining(name) },
    });
  });

  test('that is sent again with its id runs once; one of another page, or without an id, runs for itself', async () => {
    const ask = {
      organizationSlug: null,
      returnTo: '/',
      trigger: 'requested',
      tab: 'tab',
      prompt: null,
      loginHint: null,
      following: [],
    };
    const signedIn = createSignedInKeyring();
    const source = new FakeWindowClient('top-level');
    const other = Object.assign(new FakeWindowClient('top-level'), { id: 'another page' });
    const start = async (event: object, id?: string): Promise<string> => {
      const replies = await post({ keyring, type: 'start-authorization', ask, id }, { ...event }, signedIn);
      return JSON.stringify(replies);
    };
    const [first, again] = await Promise.all([start({ source }, 'one'), start({ source }, 'one')]);
    expect(first).toContain('https://');
    expect(again).toBe(first);
    // The page can have sent it before the response arrived.
    expect(await start({ source }, 'one')).toBe(first);
    const others = [
      await start({ source }, 'two'),
      await start({ source: other }, 'one'),
      await start({ source }),
      await start({ source }),
    ];
    expect(new Set([first, ...others]).size).toBe(5);
  });

  test('that keeps sessions warm gets its reply before any refresh', async () => {
    const signedIn = createSignedInKeyring();
    const { platform, authkit } = await signedIn;
    platform.time += 301_000;
    expect(await post({ keyring, type: 'keep-warm', ask: {} }, {}, signedIn)).toEqual([
      { keyring, answer: {} },
    ]);
    expect(authkit.calls.length).toBeLessThan(2);
    await Promise.all(platform.backgroundWork);
    expect(authkit.calls).toHaveLength(2);
  });

  test('that names no organization is rejected with the missing member', async () => {
    const replies = await post({ keyring, type: 'open-organization', ask: { organizationSlug: 'NOWHERE' } });
    expect(replies).toMatchObject([{ error: { code: 'organization_unknown', organizationSlug: 'NOWHERE' } }]);
  });
});

test.each([
  ['/acme/notes?x=1', '/acme/notes?x=1'],
  ['https://evil.test/', '/acme/'],
  ['/globex/', '/acme/'],
])('R20, R40: a page that asks to return to %s returns to %s', async (asked, returnTo) => {
  const signedIn = createSignedInKeyring();
  const ask = { organizationSlug: 'acme', returnTo: asked, trigger: 'requested', tab: 't', prompt: null };
  const [reply] = await post({ keyring, type: 'start-authorization', ask }, {}, signedIn);
  const { answer } = reply as { answer: { authorizationUrl: string } };
  expect(await (await signedIn).storedFlow(answer.authorizationUrl)).toMatchObject({ returnTo });
});

test('R27: a page that names a hundred organizations has no more looked up than one navigation signs in to', async () => {
  const signedIn = createSignedInKeyring();
  const { backEnd, platform } = await signedIn;
  platform.time += 61_000;
  const slugs = Array.from({ length: 100 }, (_, index) => `org-${index}`);
  for (const one of slugs) backEnd.organizations.set(one, { id: `id_${one}`, slug: one, name: one });
  backEnd.lookups.length = 0;
  const [organizationSlug, ...following] = slugs;
  const ask = {
    organizationSlug,
    following,
    returnTo: '/sessions/sign-in',
    trigger: 'requested',
    tab: 't',
    prompt: null,
  };
  const [reply] = await post({ keyring, type: 'start-authorization', ask }, {}, signedIn);
  const { answer } = reply as { answer: { authorizationUrl: string } };
  expect(backEnd.lookups.sort()).toEqual(slugs.slice(0, 5));
  expect((await (await signedIn).storedFlow(answer.authorizationUrl)).queue).toHaveLength(4);
});
