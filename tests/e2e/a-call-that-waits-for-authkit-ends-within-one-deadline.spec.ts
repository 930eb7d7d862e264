import { signIn } from '../support/app.ts';
import { ACME } from '../support/organizations.ts';
import { expect, test } from '../support/test.ts';
import { LONG, WorkerClock } from '../support/worker-clock.ts';

/** Longer than the worker keeps trying, ms. */
const HANG = 60_000;

test('field report 2: a call that waits for AuthKit ends within the one deadline of 20 s', {
  tag: '@long',
}, async ({ page, context, authKit }) => {
  await signIn(page, ACME);
  // A page that sends no other requests.
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
  // Without the one deadline, the second request would prolong it to 30 s.
  expect(took).toBeLessThan(29_000);
});
