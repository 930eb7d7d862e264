import { createHmac } from 'node:crypto';
import type { Page } from '@playwright/test';
import { LOCAL_WEBHOOK_SECRET } from '../../dev/authkit/index.ts';
import { addNote, signIn } from '../support/app.ts';
import { ACME, GRACE, UMBRELLA } from '../support/organizations.ts';
import { expect, test } from '../support/test.ts';

const alertOf = (page: Page) => page.getByRole('alert').filter({ hasText: ACME.name });

test('R49: a webhook ends a revoked session in every tab, and a false hint costs one refresh', {
  tag: '@long',
}, async ({ page, context, server, authKit }) => {
  const receiver = `${server.origin}/api/webhooks/workos`;
  await authKit.changeSettings({ webhookUrl: receiver });
  await signIn(page, ACME);
  const second = await context.newPage();
  await second.goto('/acme/');
  const third = await context.newPage();
  // A session of another user, which does not end with this one's.
  await signIn(third, UMBRELLA, GRACE.email);
  // A note from another tab shows that the stream is open, which carries the hints too.
  const fourth = await context.newPage();
  await fourth.goto('/umbrella/');
  await addNote(fourth, 'The stream of Umbrella is open');
  await expect(third.getByText('The stream of Umbrella is open').first()).toBeVisible();
  await second.bringToFront();
  await addNote(second, 'The stream of Acme is open');
  await expect(page.getByText('The stream of Acme is open').first()).toBeVisible();

  // A signed event about a session that AuthKit still accepts.
  const umbrellaBefore = (await authKit.refreshes(UMBRELLA.id)).length;
  const body = JSON.stringify({
    id: 'event_false_hint',
    event: 'session.revoked',
    data: { user_id: GRACE.id, organization_id: UMBRELLA.id },
  });
  const send = (secret: string, at = Date.now()): Promise<number> => {
    const signature = createHmac('sha256', secret).update(`${at}.${body}`).digest('hex');
    return fetch(receiver, {
      method: 'POST',
      headers: { 'WorkOS-Signature': `t=${at}, v1=${signature}` },
      body,
    }).then(({ status }) => status);
  };
  expect(await send('a secret of the attacker')).toBe(400);
  expect(await send(LOCAL_WEBHOOK_SECRET, Date.now() - 240_000)).toBe(400);
  for (let delivery = 0; delivery < 5; delivery += 1) expect(await send(LOCAL_WEBHOOK_SECRET)).toBe(200);
  await expect.poll(async () => (await authKit.refreshes(UMBRELLA.id)).length).toBe(umbrellaBefore + 1);

  await authKit.revokeSession({ user: 'ada@example.com', organization: ACME.id });
  await expect(alertOf(page)).toBeVisible();
  await expect(alertOf(second)).toBeVisible();
  await expect(third.getByRole('heading', { level: 1, name: UMBRELLA.name })).toBeVisible();
  await expect(alertOf(third)).toHaveCount(0);
  expect((await authKit.refreshes(UMBRELLA.id)).length).toBe(umbrellaBefore + 1);
});
