import { signIn } from '../support/app.ts';
import { ACME, GLOBEX } from '../support/organizations.ts';
import {
  misplacedNotes,
  openSwitchingPage,
  type SwitchOutcomes,
  switchAndCall,
} from '../support/switch-and-call.ts';
import { expect, test } from '../support/test.ts';

/** Loads of the page, each with switches whose calls hide the URL from the first one on. */
const LOADS = 8;
const SWITCHES = 20;

// Announcements precede the calls of an app that has an API of another origin.
test.use({ serverEnvironment: { STATE: 'memory', OTHER_API: 'off' } });

test.beforeEach(async ({ page }) => {
  await signIn(page, GLOBEX);
  await signIn(page, ACME);
  await openSwitchingPage(page);
});

test(`R10: ${SWITCHES} switches bind every plain call by its URL, and no announcement precedes them`, async ({
  page,
}) => {
  const { switchedAt, wrong } = await page.evaluate(callInSwitches, SWITCHES);
  expect(wrong).toEqual([]);
  await expect.poll(() => page.evaluate(announcedAt)).not.toEqual([]);
  // Each waits for a moment without a switch: 100 ms, and timers do not fire early.
  const early = (await page.evaluate(announcedAt)).filter((announced) =>
    switchedAt.some((switched) => announced >= switched && announced < switched + 50),
  );
  expect(early).toEqual([]);
});

test(`R10: ${LOADS} pages: a call without its URL right after a switch is of its organization, or it is refused`, async ({
  page,
  server,
}) => {
  const outcomes: SwitchOutcomes = {};
  for (let load = 0; load < LOADS; load += 1) {
    await openSwitchingPage(page);
    await switchAndCall(page, { api: server.origin, count: 4, outcomes });
  }
  const { right, temporarily_unavailable: refused, ...wrong } = outcomes;
  expect(wrong).toEqual({});
  expect(right).toBeGreaterThan(refused ?? 0);
  expect(await misplacedNotes(page)).toEqual([]);
});

test('a second OrganizationChange of a page, as from before a hot reload, causes no reload', async ({
  page,
}) => {
  await page.evaluate(async () => {
    await new window.keyring.OrganizationChange().start();
    Object.assign(window, { isSameDocument: true });
  });
  expect((await page.evaluate(callInSwitches, 1)).wrong).toEqual([]);
  await expect.poll(() => page.evaluate(announcedAt)).not.toEqual([]);
  expect((await page.evaluate(callInSwitches, 1)).wrong).toEqual([]);
  expect(await page.evaluate(() => 'isSameDocument' in window)).toBe(true);
});

/** Runs in the page: switches, and sends a plain call in the turn of each. */
async function callInSwitches(count: number) {
  const { organizationChange } = window as unknown as {
    organizationChange: { takeOver(to: string, options: { commit: () => void }): boolean };
  };
  const wrong: string[] = [];
  const switchedAt: number[] = [];
  performance.clearResourceTimings();
  for (let index = 0; index < count; index += 1) {
    const slug = location.pathname.startsWith('/acme/') ? 'globex' : 'acme';
    const to = `/${slug}/nothing-here.txt`;
    const response = await new Promise<Response>((resolve) =>
      organizationChange.takeOver(to, {
        commit: () => {
          history.pushState(null, '', to);
          switchedAt.push(performance.now());
          resolve(fetch('/api/me'));
        },
      }),
    );
    const { organization } = await response.json();
    if (organization?.slug !== slug) wrong.push(`${organization?.slug} for ${slug}`);
  }
  return { switchedAt, wrong };
}

/** Runs in the page: when it has sent announcements since {@link callInSwitches} began, ms. */
function announcedAt(): number[] {
  const requests = performance.getEntriesByType('resource');
  return requests.filter(({ name }) => name.endsWith('/sw/announcement')).map(({ startTime }) => startTime);
}
