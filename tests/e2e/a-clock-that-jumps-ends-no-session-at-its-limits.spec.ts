import { heading, signIn } from '../support/app.ts';
import { organizationOf } from '../support/calls.ts';
import { sessionsOf } from '../support/light-tabs.ts';
import { ACME } from '../support/organizations.ts';
import { expect, test } from '../support/test.ts';
import { WorkerClock } from '../support/worker-clock.ts';

const DAY = 86_400_000;

test.use({ serverEnvironment: { SESSION_MAX_AGE: '36000', SESSION_INACTIVITY: '3600' } });

test('field report 15: a clock that is a day ahead for a moment ends no session, and AuthKit is told to end none', async ({
  page,
  context,
  authKit,
}) => {
  await signIn(page, ACME);
  const clock = await WorkerClock.take(context);
  for (let time = 0; time < 3; time += 1) {
    await clock.advance(DAY);
    expect(await organizationOf(page)).toBe(ACME.slug);
    await page.reload();
    await expect(heading(page, ACME)).toBeVisible();
    await clock.advance(-DAY);
    expect(await organizationOf(page)).toBe(ACME.slug);
  }
  expect((await authKit.log()).filter(({ kind }) => kind === 'logout')).toEqual([]);
  expect(await authKit.startedSids()).toHaveLength(1);
  expect(await sessionsOf(page)).toHaveLength(1);
});
