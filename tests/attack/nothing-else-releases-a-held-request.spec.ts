import type { Page } from '@playwright/test';
import { leaveAuthKit, signIn, submitEmail } from '../support/app.ts';
import { embedEachKind } from '../support/frame-questions.ts';
import { noteTexts } from '../support/notes.ts';
import { ACME, ADA, GLOBEX } from '../support/organizations.ts';
import { openRequestsPage } from '../support/requests.ts';
import { expect, test } from '../support/step-up-test.ts';
import { confirmInPopup, deleteAllNotes, signInLongAgo, stepUpDialog } from '../support/step-ups.ts';

// A server of its own: other files look for the notes that are deleted here.
test.use({ serverEnvironment: { STATE: 'memory' } });

/** Runs in a document of the origin: asks the worker, with every name that a page may use. @returns the replies */
async function attackFrom([ids, slug]: readonly [readonly string[], string]): Promise<readonly string[]> {
  const registration = await navigator.serviceWorker.getRegistration();
  const start = {
    organizationSlug: slug,
    returnTo: `/${slug}/`,
    trigger: 'requested',
    tab: 'evil',
    prompt: null,
  };
  const questions = ids.flatMap((id) => [
    { type: 'start-authorization', ask: { ...start, stepUp: id } },
    { type: 'answer-step-up', ask: { id, answer: 'unhandled' } },
    { type: 'answer-step-up', ask: { id, answer: 'refused' } },
    { type: 'answer-step-up', ask: { id, answer: 'confirmed' } },
  ]);
  const replies: string[] = [];
  for (const question of questions) {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => replies.push(JSON.stringify(data));
    registration?.active?.postMessage({ keyring: 1, ...question }, [port2]);
  }
  // Once the worker has responded to a later request, it has read all earlier messages.
  await fetch('/api/me', { headers: { 'X-Org-Slug': slug } });
  await fetch('/api/me', { headers: { 'X-Org-Slug': slug } });
  return replies;
}

/** Records the ids of the held requests that a page is told of. */
const recordIds = (page: Page) =>
  page.evaluate(() => {
    const ids: string[] = [];
    Object.assign(window, { ids });
    navigator.serviceWorker.addEventListener('message', ({ data }) => {
      for (const { id } of data?.event?.waiting ?? []) ids.push(id);
    });
  });
const idsOf = (page: Page) => page.evaluate(() => (window as unknown as { ids: string[] }).ids);

test('R40, R50: no other tab, frame, forged message or other sign-in releases, refuses or changes a held request', async ({
  page,
  context,
  authKit,
  deletions,
}) => {
  await signIn(page, GLOBEX);
  await signInLongAgo(page, authKit, ACME);
  const other = await context.newPage();
  await openRequestsPage(other, ACME);
  await recordIds(other);
  await recordIds(page);
  const notes = await noteTexts(page, ACME);

  const held = deleteAllNotes(page, ACME);
  await expect(stepUpDialog(page)).toBeVisible();
  const ids = await idsOf(page);
  expect(new Set(ids).size).toBe(1);
  expect(await idsOf(other), 'the other tab is not told').toEqual([]);

  // Another tab that knows the id, and one that guesses.
  const replies = await other.evaluate(attackFrom, [[...new Set(ids), 'A'.repeat(22)], ACME.slug] as const);
  expect(replies).toHaveLength(8);
  expect(replies.filter((reply) => reply.includes('authorizationUrl'))).toEqual([]);
  expect(replies.filter((reply) => reply.includes('step_up_refused'))).toHaveLength(2);
  expect(replies.filter((reply) => reply.includes('message_invalid'))).toHaveLength(2);

  // A frame of the page that sent it.
  await page.evaluate(embedEachKind, [new URL(page.url()).pathname, ['blank']] as const);
  const frame = page.frames().at(-1);
  expect(frame).not.toBe(page.mainFrame());
  const inFrame = await frame?.evaluate(attackFrom, [[...new Set(ids)], ACME.slug] as const).catch(() => []);
  expect(inFrame).toEqual([]);

  // A sign-in to the organization that was not started for it, with a user who has just authenticated.
  await leaveAuthKit(context);
  const url = await other.evaluate(async (slug) => {
    const keyring = await window.keyring.connectKeyring();
    return keyring.signInUrl(slug, { prompt: 'login' });
  }, ACME.slug);
  await other.goto(url);
  await submitEmail(other, ADA.email);
  await other.waitForURL((address) => address.pathname.startsWith('/acme/'));

  // Everything that could have released it has happened: the page still asks, and nothing was sent again.
  await expect(stepUpDialog(page)).toBeVisible();
  expect(deletions).toEqual(['401']);
  expect(await noteTexts(page, ACME)).toEqual(notes);

  // What the user saw is what is sent, and to no other organization.
  const globex = await noteTexts(page, GLOBEX);
  const popup = await confirmInPopup(page);
  await expect(stepUpDialog(page)).toHaveCount(0);
  await expect.poll(() => popup.isClosed()).toBe(true);
  expect(await held.response).toBe('204');
  expect(deletions).toEqual(['401', '204']);
  expect(await noteTexts(page, ACME)).toEqual([]);
  expect(await noteTexts(page, GLOBEX)).toEqual(globex);
});
