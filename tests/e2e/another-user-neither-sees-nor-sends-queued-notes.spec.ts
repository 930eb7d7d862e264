import type { BrowserContext, Page } from '@playwright/test';
import {
  emailField,
  expectOrganization,
  leaveAuthKit,
  signIn,
  signInButton,
  submitEmail,
} from '../support/app.ts';
import type { AuthKitControl } from '../support/authkit-control.ts';
import { organizationOf } from '../support/calls.ts';
import { test } from '../support/note-answers.ts';
import { noteTexts, privateCaches, waitingNotes, writeNote } from '../support/notes.ts';
import { ACME, ADA, GRACE } from '../support/organizations.ts';
import { expect } from '../support/test.ts';

test('notes that one user queued stay hidden and unsent while another is signed in, and are sent after the first one returns', {
  tag: '@long',
}, async ({ page, context, authKit, server }) => {
  await authKit.changeSettings({ accessTokenTtl: 4 });
  await signIn(page, ACME, ADA.email);
  server.answer = ({ method }) => (method === 'POST' ? 'cut' : 'as-usual');
  const text = `Only by Ada ${Date.now()}`;
  await writeNote(page, text);
  await expect(waitingNotes(page)).toHaveCount(1);

  await changePerson(page, context, authKit, ADA.id, GRACE.email);
  expect(await privateCaches(page)).toContain('keyring:unsent:org_acme:user_ada');
  expect(await privateCaches(page)).not.toContain('keyring:kept:org_acme:user_ada');
  server.answer = () => 'as-usual';
  await page.reload();
  await expectOrganization(page, ACME);
  await expect(page.getByText(text)).toHaveCount(0);
  // Her own note goes, so his queue had its chance.
  const hers = `By Grace ${Date.now()}`;
  await writeNote(page, hers);
  await expect.poll(() => noteTexts(page, ACME)).toContain(hers);
  expect(await noteTexts(page, ACME)).not.toContain(text);

  await changePerson(page, context, authKit, GRACE.id, ADA.email);
  await expect.poll(async () => (await noteTexts(page, ACME)).filter((one) => one === text)).toEqual([text]);
  await expect(page.getByRole('listitem').filter({ hasText: text })).toContainText('Ada');
});

/** The session of the one ends, and the other signs in to the same organization on the same device. */
async function changePerson(
  page: Page,
  context: BrowserContext,
  authKit: AuthKitControl,
  leaving: string,
  email: string,
): Promise<void> {
  await authKit.revokeSession({ user: leaving, organization: ACME.id });
  await expect.poll(() => organizationOf(page)).toBe('401');
  await leaveAuthKit(context);
  const [popup] = await Promise.all([context.waitForEvent('page'), signInButton(page, ACME).click()]);
  await expect(emailField(popup)).toBeVisible();
  await submitEmail(popup, email);
  await expectOrganization(page, ACME);
}
