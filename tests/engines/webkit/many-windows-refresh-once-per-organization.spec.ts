import { type CallOutcome, callFor } from '../../support/light-tabs.ts';
import { EIGHT, TEN } from '../../support/many-sessions.ts';
import { ACME } from '../../support/organizations.ts';
import { expect, test } from '../support/webkit-test.ts';

const WINDOWS = 9;
const SLUGS = EIGHT.map(({ slug }) => slug);

test(`one sign-in opens ten organizations in the background; then ${WINDOWS} windows whose tokens have expired cause 8 refreshes`, async ({
  tabs,
  authKit,
}) => {
  await tabs.signIn(ACME);
  await tabs.goto('/');
  await tabs.button('Sign in to all my organizations');
  await expect.poll(() => tabs.text(), { timeout: 60_000 }).toContain('10 of 11 signed in. The');
  const granted = (await authKit.log()).filter(({ grant }) => grant !== undefined);
  expect(granted.map(({ organization }) => organization).toSorted()).toEqual(
    TEN.map(({ id }) => id).toSorted(),
  );

  await tabs.goto('/favicon.svg');
  const windows = [await tabs.current()];
  while (windows.length < WINDOWS) {
    windows.push(await tabs.open('window'));
    await tabs.goto('/favicon.svg');
  }
  await authKit.changeSettings({ clockOffset: 400 });
  const { length: before } = await authKit.oauthRequests();
  // WebDriver runs one script at a time, so the windows begin together when the last one is ready.
  for (const window of windows) {
    await tabs.use(window);
    await tabs.run(
      `const callFor = ${callFor.toString()};
       const begin = () => callFor({ evaluate: (inPage, argument) => inPage(argument) }, argument, 2);
       const channel = new BroadcastChannel('begin');
       const begun = new Promise((resolve) => { channel.onmessage = resolve; }).then(begin);
       window.outcomes = begun.finally(() => channel.close());`,
      SLUGS,
    );
  }
  await tabs.run(`new BroadcastChannel('begin').postMessage(null)`);
  const outcomes: CallOutcome[] = [];
  for (const window of windows) {
    await tabs.use(window);
    outcomes.push(...(await tabs.run<CallOutcome[]>('return window.outcomes')));
  }
  expect(outcomes).toHaveLength(WINDOWS * SLUGS.length * 2);
  expect(outcomes.filter(({ asked, got }) => asked !== got)).toEqual([]);
  const since = (await authKit.oauthRequests()).slice(before);
  expect(
    since.map(({ grant, organization, outcome }) => `${grant} ${organization} ${outcome}`).toSorted(),
  ).toEqual(EIGHT.map(({ id }) => `refresh_token ${id} ok`).toSorted());
});
