import type { Page } from '@playwright/test';
import { leaveAuthKit, signIn } from '../support/app.ts';
import { ACME, ADA, GRACE } from '../support/organizations.ts';
import { openRequestsPage } from '../support/requests.ts';
import { expect, test } from '../support/test.ts';
import { WorkerStopper } from '../support/worker-control.ts';
import { askAgain } from '../support/worker-messages.ts';

/** Follows Acme's notes as an app does that does not notice the sign-out, and records what arrives. */
async function follow(page: Page, userId: string): Promise<void> {
  await openRequestsPage(page, ACME);
  await page.evaluate((user) => {
    window.events = [];
    const { fetch } = window;
    window.fetch = async (input, init) => {
      const response = await fetch(input, init);
      const { code = 'none' } = response.ok ? {} : await response.clone().json();
      if (!response.ok) window.events.push(`refused ${code}`);
      return response;
    };
    void window.keyring.followEvents('acme', '/api/notes/stream', {
      userId: user,
      signal: new AbortController().signal,
      onConnection: (state) => window.events.push(state),
      onEvent: ({ type, data }) => {
        if (type === 'note') window.events.push(`note ${JSON.parse(data).text}`);
      },
    });
  }, userId);
  await expect.poll(() => eventsOf(page)).toEqual(['open']);
}

const eventsOf = (page: Page): Promise<string[]> => page.evaluate(() => window.events);

test('R10: a stream that a user began is not continued with the session of the next user', {
  tag: '@long',
}, async ({ page, context }) => {
  await signIn(page, ACME, ADA.email);
  await follow(page, ADA.id);
  const second = await context.newPage();
  await openRequestsPage(second, ACME);
  await askAgain(second, 'sign-out', { organizationIds: 'all' });
  await leaveAuthKit(context);
  await signIn(second, ACME, GRACE.email);
  await follow(second, GRACE.id);
  await (await WorkerStopper.attach(page)).stop();

  await expect.poll(() => eventsOf(page), { timeout: 30_000 }).toContain('refused organization_unbound');
  const text = `By Grace ${Date.now()}`;
  await second.evaluate(async (body) => {
    const headers = { 'Content-Type': 'application/json' };
    await window.keyring.orgFetch('acme', '/api/notes', { method: 'POST', headers, body });
  }, JSON.stringify({ text }));
  await expect.poll(() => eventsOf(second), { timeout: 30_000 }).toContain(`note ${text}`);
  expect(await eventsOf(page)).not.toContain(`note ${text}`);
  expect((await eventsOf(page)).filter((event) => event === 'open')).toHaveLength(1);
});
