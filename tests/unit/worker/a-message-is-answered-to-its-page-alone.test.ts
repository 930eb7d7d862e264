import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Journal } from '../../../src/keyring/session/journal.ts';
import { SealedTable } from '../../../src/keyring/store/sealed-table.ts';
import { createMemoryTable } from '../../../src/keyring/store/table.ts';
import { PROTOCOL_VERSION } from '../../../src/protocol/messages.ts';
import { handleMessage } from '../../../sw/messages/message-handler.ts';
import { createSignedInKeyring } from '../support/keyring.ts';
import { PLAIN_VAULT } from '../support/plain-vault.ts';

const keyring = PROTOCOL_VERSION;

class FakeWindowClient {
  constructor(
    readonly frameType: string,
    readonly url = 'https://app.test/acme/',
  ) {}
}

beforeEach(() => {
  vi.stubGlobal('WindowClient', FakeWindowClient);
  vi.stubGlobal('location', { origin: 'https://app.test' });
});
afterEach(() => vi.unstubAllGlobals());

/** Posts `data` as a page would, and answers what came back on its port. */
async function post(data: unknown, event: Record<string, unknown> = {}, signedIn = createSignedInKeyring()) {
  const replies: unknown[] = [];
  const port = { postMessage: (reply: unknown) => replies.push(structuredClone(reply)) };
  const source = new FakeWindowClient('top-level');
  const message = { data, source, ports: [port], origin: 'https://app.test', ...event };
  const { manager, directory, overview, platform } = await signedIn;
  type Parameters_ = Parameters<typeof handleMessage>;
  await handleMessage(message as unknown as Parameters_[0], {
    vault: 'device',
    directory,
    sessions: manager,
    snapshot: async () => ({ sessions: await overview.statuses(), storage: 'durable' }),
    journal: new Journal(new SealedTable(createMemoryTable(), PLAIN_VAULT, 'journal'), platform, () => {}),
    background: (work) => platform.background(work),
  } satisfies Parameters_[1]);
  return replies;
}

const LIST = { keyring, type: 'list-sessions', ask: {} };

describe('R40, R41: a message', () => {
  test.each(['top-level', 'auxiliary'])('of a %s window is answered, once', async (frameType) => {
    const replies = await post(LIST, { source: new FakeWindowClient(frameType) });
    expect(replies).toMatchObject([{ keyring, answer: { sessions: [{}, {}], storage: 'durable' } }]);
    expect(JSON.stringify(replies)).not.toMatch(/access:|refresh:|sid_/);
  });

  test.each([
    ['a frame', { source: new FakeWindowClient('nested') }],
    ['no frame at all', { source: new FakeWindowClient('none') }],
    ['a worker', { source: { frameType: 'top-level', url: 'https://app.test/' } }],
    ['nobody', { source: null }],
    ['a window of another origin', { source: new FakeWindowClient('top-level', 'https://evil.test/') }],
    ['another origin', { origin: 'https://evil.test' }],
    ['somebody without a port', { ports: [] }],
  ])('of %s is not answered', async (_who, event) => {
    expect(await post(LIST, event)).toEqual([]);
  });

  test.each([
    null,
    'x',
    {},
    { keyring, type: 'get-token', ask: {} },
    { keyring: 99, type: 'claim', ask: {} },
  ])('that says %o is refused with a code', async (data) => {
    expect(await post(data)).toMatchObject([{ keyring, error: { code: 'message_invalid' } }]);
  });

  test('that keeps sessions warm is answered before anything is renewed', async () => {
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

  test('that names no organization is refused by name', async () => {
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
  expect((await signedIn).authkit.flowOf(answer.authorizationUrl).returnTo).toBe(returnTo);
});
