import { getEventListeners } from 'node:events';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createKeyring, type Keyring } from '../../../src/client/keyring.ts';
import { KeyringError } from '../../../src/protocol/errors.ts';
import type { StepUpRequest } from '../../../src/protocol/step-up.ts';
import { settle } from '../support/fake-platform.ts';
import { KeyringPage } from '../support/keyring-page.ts';
import { ACME } from '../support/people.ts';

const requestOf = (id: string): StepUpRequest => ({
  id,
  organization: ACME,
  method: 'DELETE',
  origin: 'https://app.test',
  path: '/api/notes',
  maxAge: 300,
});
const [A, B] = [requestOf('a'), requestOf('b')];

let page: KeyringPage;
let keyring: Keyring;
let shown: string[];
beforeEach(() => {
  page = new KeyringPage();
  shown = [];
  keyring = createKeyring();
});
afterEach(() => {
  keyring.dispose();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const listen = () => keyring.onStepUps((waiting) => shown.push(waiting.map(({ id }) => id).join()));
/** What the page has said about held requests. */
const answers = async (): Promise<string[]> => {
  await settle();
  return page.asked.flatMap(({ type, ask }) =>
    type === 'answer-step-up' && 'answer' in ask ? `${ask.id} ${ask.answer}` : [],
  );
};

test('R50: a page without a listener says that it shows nothing; its own events do not count', async () => {
  keyring.onEvent(() => {});
  page.tellStepUps([A]);
  expect(await answers()).toEqual(['a unhandled']);
});

test('R50: a page with a listener shows each request once, and every list replaces the one before', async () => {
  const stop = listen();
  page.tellStepUps([A]);
  page.tellStepUps([A, B]);
  page.tellStepUps([B]);
  expect(shown).toEqual(['', 'a', 'a,b', 'b']);
  expect(await answers()).toEqual(['a shown', 'b shown']);
  keyring.onStepUps(([request]) => shown.push(`late ${request?.id}`));
  expect(shown.at(-1)).toBe('late b');
  stop();
  page.tellStepUps([]);
  expect(shown.slice(-2)).toEqual(['late b', 'late undefined']);
});

test('R50: two keyrings of one page do not contradict each other', async () => {
  const other = createKeyring();
  listen();
  page.tellStepUps([A]);
  expect(await answers()).toEqual(['a shown', 'a shown']);
  other.dispose();
});

test('R50: the listeners of a disposed keyring are no listeners', async () => {
  listen();
  keyring.dispose();
  keyring = createKeyring();
  page.tellStepUps([A]);
  expect(await answers()).toEqual(['a unhandled']);
  expect(shown).toEqual(['']);
});

test.each([
  ['no list', 'a'],
  ['no request', [{}]],
  ['a path that is no text', [{ ...A, path: null }]],
  ['five requests', [A, A, A, A, A]],
])('R50: what a page receives is read like any input: %s', async (_what, waiting) => {
  listen();
  page.tellStepUps(waiting);
  expect(shown).toEqual(['']);
  expect(await answers()).toEqual([]);
});

test('R50: a refused request is no longer shown, also if the worker no longer knows it', async () => {
  listen();
  page.tellStepUps([A, B]);
  await keyring.refuseStepUp(A);
  expect(await answers()).toContain('a refused');
  expect(shown.at(-1)).toBe('b');
});

test('R50: without a popup the request is refused before the page leaves', async () => {
  vi.stubGlobal('matchMedia', () => ({ matches: true }));
  const assigned: (readonly string[])[] = [];
  vi.stubGlobal('location', {
    origin: 'https://app.test',
    pathname: '/acme/',
    search: '',
    hash: '',
    assign: async () => assigned.push(await answers()),
  });
  vi.stubGlobal('sessionStorage', { getItem: () => 'tab', setItem: () => {} });
  listen();
  page.tellStepUps([A]);
  expect(await keyring.confirmStepUp(A)).toBe('page');
  await settle();
  expect(assigned).toEqual([['a shown', 'a refused']]);
  const started = page.asked.find(({ type }) => type === 'start-authorization');
  expect(started?.ask).toMatchObject({ organizationSlug: ACME.slug, stepUp: 'a', returnTo: '/acme/' });
});

test('R50: a request that the worker no longer holds cannot be confirmed, and is no longer shown', async () => {
  vi.stubGlobal('matchMedia', () => ({ matches: true }));
  vi.stubGlobal('location', { origin: 'https://app.test', pathname: '/acme/', search: '', hash: '' });
  listen();
  page.tellStepUps([A]);
  page.errors.set('start-authorization', new KeyringError('step_up_refused', 'It has ended.'));
  await expect(keyring.confirmStepUp(A)).rejects.toMatchObject({ code: 'step_up_refused' });
  expect(shown.at(-1)).toBe('');
});

test('R52, R50: a page shows no request longer than the worker can hold it', () => {
  vi.useFakeTimers();
  listen();
  page.tellStepUps([A]);
  vi.advanceTimersByTime(3 * 60_000);
  expect(shown.at(-1)).toBe('a');
  vi.advanceTimersByTime(10_000);
  expect(shown.at(-1)).toBe('');
});

test('a listener that is stopped leaves nothing behind', () => {
  const disposal = new AbortController();
  const own = createKeyring(disposal);
  const before = getEventListeners(disposal.signal, 'abort').length;
  for (let times = 0; times < 5; times += 1) own.onStepUps(() => {})();
  expect(getEventListeners(disposal.signal, 'abort')).toHaveLength(before);
  own.dispose();
});
