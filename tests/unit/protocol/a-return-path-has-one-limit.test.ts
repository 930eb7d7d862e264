import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { parseReturnTo } from '../../../src/keyring/sign-in/return-to.ts';
import { parseRequest } from '../../../src/protocol/envelopes.ts';
import { MESSAGE_LIMIT, PROTOCOL_VERSION } from '../../../src/protocol/messages.ts';
import { parsePaths } from '../../../src/protocol/parse-paths.ts';
import { encodeReturnPath, RETURN_PATH_LIMIT } from '../../../src/protocol/return-path.ts';
import { answerMessage } from '../support/answer-message.ts';
import { adaIn } from '../support/fake-authkit.ts';
import { createKeyring } from '../support/keyring.ts';
import { ACME } from '../support/people.ts';
import { FakeWindowClient } from '../support/window-client.ts';

const ORIGIN = 'https://app.test';
const CONTEXT = { origin: ORIGIN, paths: parsePaths(), key: ACME.slug };
beforeEach(() => {
  vi.stubGlobal('WindowClient', FakeWindowClient);
  vi.stubGlobal('location', { origin: ORIGIN });
  vi.spyOn(console, 'warn').mockImplementation(() => {});
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

const pathOf = (length: number, filler = 'v'): string => '/acme/?view='.padEnd(length, filler);

const message = (returnTo: string, loginHint: string | null = null) => ({
  keyring: PROTOCOL_VERSION,
  type: 'start-authorization',
  ask: {
    organizationSlug: 'acme',
    returnTo,
    trigger: 'requested',
    tab: 't'.repeat(64),
    prompt: null,
    loginHint,
    following: Array.from({ length: 4 }, () => 's'.repeat(64)),
  },
});

test.each([
  ['letters', pathOf(RETURN_PATH_LIMIT)],
  ['CJK characters', pathOf(450, '日')],
  ['backslashes', pathOf(2_000, '\\')],
])('field report 3: a path of %s within the limit passes every parser', async (_what, returnTo) => {
  const path = encodeReturnPath(returnTo, ORIGIN);
  if (path === undefined) throw new Error('The path is within the limit.');
  // The longest hint, of characters that JSON makes the longest.
  expect(() => parseRequest(message(path, '\u0001'.repeat(320)))).not.toThrow();
  expect(parseReturnTo(path, CONTEXT)).toBe(path);

  const { begin, storedFlow, manager, callbackOf } = createKeyring();
  const url = await begin(ACME, { returnTo: path });
  expect((await storedFlow(url)).returnTo).toBe(path);
  expect(await manager.finishSignIn(callbackOf(url, adaIn(ACME.id)))).toMatchObject({
    returnTo: path,
  });
});

test.each([
  ['letters', pathOf(RETURN_PATH_LIMIT + 1)],
  ['CJK characters', pathOf(700, '日')],
  ['backslashes', pathOf(3_000, '\\')],
])('field report 3: a path of %s over the limit is the home for page and worker alike', (_what, returnTo) => {
  expect(encodeReturnPath(returnTo, ORIGIN)).toBeUndefined();
  expect(parseReturnTo(returnTo, CONTEXT)).toBe('/acme/');
  // A page of an earlier version sends it all the same.
  expect(() => parseRequest(message(returnTo))).not.toThrow();
});

test('field report 3: a message that cannot be read tells the user no words of the parser', async () => {
  for (const data of [message('x'.repeat(MESSAGE_LIMIT)), message('', 'h'.repeat(400)), { keyring: 2 }]) {
    const [reply] = await answerMessage(createKeyring(), data);
    expect(reply).toMatchObject({
      error: {
        code: 'message_invalid',
        message: 'The session worker could not read a request of this page. Reload the page and try again.',
      },
    });
  }
});
