import { heading, signIn } from '../support/app.ts';
import { ACME } from '../support/organizations.ts';
import { expect, test } from '../support/test.ts';
import { LONG, WorkerClock } from '../support/worker-clock.ts';
import { ask } from '../support/worker-messages.ts';

/** Longer than the worker keeps trying, ms. */
const HANG = 60_000;

test('field report 2: AuthKit hangs and the token has expired: the organization opens with its kept notes, marked refreshing', async ({
  page,
  context,
  authKit,
}) => {
  await signIn(page, ACME);
  const clock = await WorkerClock.take(context);
  await authKit.addFault({ on: 'refresh', times: 20, delayMs: HANG });
  await clock.advance(LONG);

  const began = Date.now();
  const asked = await ask(page, 'open-organization', { organizationSlug: ACME.slug });
  const took = Date.now() - began;
  expect(asked).toMatchObject({ answer: { session: { status: 'refreshing' } } });
  console.log(`opened in ${took} ms while AuthKit hangs`);

  await page.reload();
  await expect(heading(page, ACME)).toBeVisible({ timeout: 5_000 });
  await expect(page.getByRole('main')).toContainText(ACME.note, { timeout: 5_000 });
});

test('field report 2: a call that waits for AuthKit ends within the one deadline of 20 s', async ({
  page,
  context,
  authKit,
}) => {
  await signIn(page, ACME);
  await page.goto('/acme/none/');
  const clock = await WorkerClock.take(context);
  await authKit.addFault({ on: 'refresh', times: 20, delayMs: HANG });
  await clock.advance(LONG);
  const { status, took } = await page.evaluate(async () => {
    const start = performance.now();
    const response = await fetch('/api/me');
    return { status: response.status, took: performance.now() - start };
  });
  expect(status).toBe(503);
  // Without the one deadline the second request alone would make it 30 s.
  expect(took).toBeLessThan(25_000);
});
