// Whether a failing organization delays another: calls for Acme while AuthKit hangs for Globex, and while it does not.
import { control, median, row, signIn, timeCalls } from './lab.mjs';

/** Number of calls for Globex that hang while calls for Acme are measured. */
const HANGING_CALLS = 8;
/** Longer than the worker waits for a response, ms. */
const HANG = 60_000;
/** Access token lifetime, s: short, so that a refresh is soon due. */
const SHORT = 5;

/** Calls with an expired token: each waits until the token has expired. */
const EXPIRED_CALLS = 5;

/** @param {import('./lab.mjs').Lab} lab */
export async function measureHangingOrganization(lab, /** @type {number} */ count) {
  const calm = await (await lab.browser.newContext()).newPage();
  await signIn(calm, lab, 'globex');
  await signIn(calm, lab, 'acme');

  const troubled = await (await lab.browser.newContext()).newPage();
  await control(lab, 'settings', { accessTokenTtl: SHORT });
  await signIn(troubled, lab, 'globex');
  await control(lab, 'faults', { on: 'refresh', organization: 'org_globex', times: 1000, delayMs: HANG });
  await control(lab, 'settings', { accessTokenTtl: 300 });
  await signIn(troubled, lab, 'acme');
  await troubled.waitForTimeout(SHORT * 1000);
  await troubled.evaluate(hang, HANGING_CALLS);

  /** @type {{ calm: number[], troubled: number[] }} */
  const times = { calm: [], troubled: [] };
  await timeCalls(calm, 'acme', 20);
  await timeCalls(troubled, 'acme', 20);
  for (let round = 0; round < 10; round += 1) {
    times.calm.push(...(await timeCalls(calm, 'acme', count / 10)));
    times.troubled.push(...(await timeCalls(troubled, 'acme', count / 10)));
  }
  const hanging = await troubled.evaluate(() => Reflect.get(globalThis, 'hanging'));
  if (hanging !== HANGING_CALLS) throw new Error(`of ${HANGING_CALLS} calls ${hanging} are still pending`);
  await Promise.all([calm.context().close(), troubled.context().close()]);
  await control(lab, 'reset', {});
  return [
    row(
      'API call while AuthKit hangs for another organization',
      median(times.troubled),
      'ms',
      'the same while it does not',
      median(times.calm),
    ),
    await measureExpired(lab),
  ];
}

/**
 * The same with expired tokens. Organizations that share a credential take turns with it, so the call for Acme waits until the
 * request for Globex loses its turn.
 */
async function measureExpired(/** @type {import('./lab.mjs').Lab} */ lab) {
  await control(lab, 'settings', { accessTokenTtl: SHORT });
  const calm = await (await lab.browser.newContext()).newPage();
  await signIn(calm, lab, 'acme');
  const troubled = await (await lab.browser.newContext()).newPage();
  await signIn(troubled, lab, 'globex');
  await signIn(troubled, lab, 'acme');
  // Nothing of the app refreshes a token before the call does.
  for (const page of [calm, troubled]) await page.goto(`${lab.app}/favicon.svg`);
  await control(lab, 'faults', { on: 'refresh', organization: 'org_globex', times: 1000, delayMs: HANG });

  /** @type {{ calm: number[], troubled: number[] }} */
  const times = { calm: [], troubled: [] };
  for (let call = 0; call < EXPIRED_CALLS; call += 1) {
    await troubled.waitForTimeout(SHORT * 1000);
    times.calm.push(...(await timeCalls(calm, 'acme', 1)));
    await troubled.evaluate(hang, 1);
    times.troubled.push(...(await timeCalls(troubled, 'acme', 1)));
  }
  await Promise.all([calm.context().close(), troubled.context().close()]);
  await control(lab, 'reset', {});
  return row(
    'API call with an expired token while AuthKit hangs for another organization',
    median(times.troubled),
    'ms',
    'the same while it does not',
    median(times.calm),
  );
}

/** Runs in the page: starts calls for Globex and counts those without a response. */
function hang(/** @type {number} */ count) {
  Reflect.set(globalThis, 'hanging', count);
  for (let i = 0; i < count; i += 1) {
    fetch('/api/me', { headers: { 'X-Org-Slug': 'globex' } }).finally(() => {
      Reflect.set(globalThis, 'hanging', Reflect.get(globalThis, 'hanging') - 1);
    });
  }
}
