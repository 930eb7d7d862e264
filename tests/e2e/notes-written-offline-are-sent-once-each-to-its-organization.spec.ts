import { expectOrganization, heading, signIn, switchTo } from '../support/app.ts';
import { callApi } from '../support/calls.ts';
import { lengthOf } from '../support/lengths.ts';
import { noteTexts, waitingNotes, writeNote, writeNotes } from '../support/notes.ts';
import { freeze, setOffline } from '../support/offline.ts';
import { ACME, GLOBEX, INITECH } from '../support/organizations.ts';
import { expect, test } from '../support/test.ts';

const ORGANIZATIONS = [ACME, GLOBEX, INITECH];
const COUNT = lengthOf('OFFLINE_NOTES', 30);

test(`${COUNT} notes are queued offline over 3 organizations, the browser is restarted: each is sent once, to its own`, {
  tag: '@long',
}, async ({ profile, server }) => {
  test.setTimeout(300_000);
  const first = await profile.startBrowser();
  const page = await first.newPage();
  await signIn(page, ACME);
  await signIn(page, GLOBEX);
  await page.goto('/initech/');
  await page.getByRole('button', { name: 'Continue with SSO' }).click();
  await expectOrganization(page, INITECH);

  await setOffline(first, true);
  // The worker has no network either.
  await expect(callApi(page, '/api/me')).rejects.toThrow('Failed to fetch');
  const run = Date.now();
  const written = ORGANIZATIONS.map(({ name }, place) =>
    Array.from({ length: COUNT }, (_, index) => index)
      .filter((index) => index % ORGANIZATIONS.length === place)
      .map((index) => `Offline ${run} ${name} ${index}.`),
  );
  for (const [place, organization] of ORGANIZATIONS.entries()) {
    if (place > 0) await switchTo(page, organization);
    else await page.goto('/acme/');
    await expect(heading(page, organization)).toBeVisible();
    await writeNotes(page, written[place] ?? []);
    await expect(waitingNotes(page)).toHaveCount(written[place]?.length ?? 0);
  }

  // Still offline after the restart: nothing is lost, and nothing has been sent.
  const second = await profile.startBrowser();
  const opened = await second.newPage();
  const elsewhere = await second.newPage();
  const thaw = freeze(server);
  try {
    await setOffline(second, true);
    await opened.goto('/globex/');
    await expect(waitingNotes(opened)).toHaveCount(written[1]?.length ?? 0, { timeout: 60_000 });
    await elsewhere.goto('/sessions');
  } finally {
    thaw();
  }
  await setOffline(second, false);

  for (const [place, organization] of ORGANIZATIONS.entries()) {
    // The first calls may still find no network.
    await expect(async () => {
      const texts = await noteTexts(elsewhere, organization);
      expect(texts.filter((text) => text.includes(`${run}`))).toEqual(written[place]);
    }).toPass({ timeout: 60_000 });
  }
  await expect(waitingNotes(opened)).toHaveCount(0);
  expect(written.flat()).toHaveLength(COUNT);
  // A page that starts now finds nothing left to send.
  await elsewhere.reload();
  for (const [place, organization] of ORGANIZATIONS.entries()) {
    const texts = await noteTexts(elsewhere, organization);
    expect(texts.filter((text) => text.includes(`${run}`))).toEqual(written[place]);
  }
});

test('a note waits for its organization while another one is open, and is sent from there', {
  tag: '@long',
}, async ({ page, context }) => {
  await signIn(page, GLOBEX);
  await signIn(page, ACME);
  await setOffline(context, true);
  const text = `Written in Acme, sent from Globex ${Date.now()}`;
  await writeNote(page, text);
  await expect(waitingNotes(page)).toHaveCount(1);
  await switchTo(page, GLOBEX);
  await expect(heading(page, GLOBEX)).toBeVisible();
  await expect(page.getByText(text)).toHaveCount(0);

  await setOffline(context, false);
  // The first calls may still find no network.
  await expect(async () => {
    expect((await noteTexts(page, ACME)).filter((one) => one === text)).toEqual([text]);
  }).toPass({ timeout: 60_000 });
  await expect(page).toHaveURL('/globex/');
  expect(await noteTexts(page, GLOBEX)).not.toContain(text);
  await switchTo(page, ACME);
  await expect(page.getByText(text)).toHaveCount(1);
  await expect(waitingNotes(page)).toHaveCount(0);
});
