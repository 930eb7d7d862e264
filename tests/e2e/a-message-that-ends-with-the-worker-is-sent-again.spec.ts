import type { Page } from '@playwright/test';
import { signIn } from '../support/app.ts';
import type { AuthKitControl } from '../support/authkit-control.ts';
import { ACME, GLOBEX } from '../support/organizations.ts';
import { openRequestsPage } from '../support/requests.ts';
import { expect, test } from '../support/test.ts';
import { WorkerKiller } from '../support/worker-control.ts';

/** How late AuthKit replies, ms: the kill comes before, also on a busy machine. */
const REPLY_DELAY = 10_000;
/** Longest time from a kill to the outcome, ms. Without a repetition the page waits for 10 or 40 s. */
const PATIENCE = 8_000;

/** Lets the page do something with the keyring, and records the outcome. */
async function begin(page: Page, action: 'refresh' | 'start'): Promise<void> {
  await page.evaluate(async (what) => {
    window.events = [];
    const keyring = await window.keyring.connectKeyring();
    const actions = {
      refresh: () => keyring.refreshSession('acme'),
      start: () => keyring.signInUrl('globex'),
    };
    void actions[what]().then(
      (result) => window.events.push(typeof result === 'string' ? result : 'done'),
      ({ code }: { code?: string }) => window.events.push(`${code}`),
    );
  }, action);
}

const outcomeOf = (page: Page): Promise<string[]> => page.evaluate(() => window.events);

async function delayRefresh(authKit: AuthKitControl, replyDelayMs = REPLY_DELAY): Promise<number> {
  const { length } = await authKit.refreshes(ACME.id);
  await authKit.addFault({ on: 'refresh', organization: ACME.id, times: 1, replyDelayMs });
  return length;
}

test.beforeEach(async ({ page }) => {
  await signIn(page, ACME);
  await openRequestsPage(page, ACME);
});

test('a forced refresh: the next worker does it, and the session stays', async ({ page, authKit }) => {
  const killer = await WorkerKiller.attach(page);
  const { length: begun } = await authKit.startedSids();
  const before = await delayRefresh(authKit);
  await begin(page, 'refresh');
  await expect.poll(async () => (await authKit.refreshes(ACME.id)).length).toBe(before + 1);
  await killer.kill();
  await expect.poll(() => outcomeOf(page), { timeout: PATIENCE }).toEqual(['done']);
  // The lost one, and one of the next worker.
  expect(await authKit.refreshes(ACME.id)).toHaveLength(before + 2);
  expect(await authKit.startedSids()).toHaveLength(begun);
});

test('the start of a sign-in that waits for a refresh: the page gets a URL that works', async ({
  page,
  authKit,
}) => {
  const killer = await WorkerKiller.attach(page);
  const before = await delayRefresh(authKit);
  await begin(page, 'refresh');
  await expect.poll(async () => (await authKit.refreshes(ACME.id)).length).toBe(before + 1);
  await begin(page, 'start');
  await killer.kill();
  await expect
    .poll(() => outcomeOf(page), { timeout: PATIENCE })
    .toContainEqual(expect.stringMatching(/^http/));
  const url = (await outcomeOf(page)).find((event) => event.startsWith('http')) ?? '';
  await page.goto(url);
  await page.waitForURL(`**/${GLOBEX.slug}/**`);
  await openRequestsPage(page, GLOBEX);
  const { session } = await page.evaluate(async () =>
    (await window.keyring.connectKeyring()).openOrganization('globex'),
  );
  expect(session.status).toBe('active');
});

test('a slow request is sent again and again, and runs once', async ({ page, authKit }) => {
  const before = await delayRefresh(authKit, 3_500);
  await begin(page, 'refresh');
  await expect.poll(() => outcomeOf(page), { timeout: PATIENCE }).toEqual(['done']);
  expect(await authKit.refreshes(ACME.id)).toHaveLength(before + 1);
});
