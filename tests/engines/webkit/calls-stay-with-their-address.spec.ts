import { callAfterSwitches, readInBursts, writeInBursts } from '../../support/calls-after-switches.ts';
import { ACME, GLOBEX } from '../../support/organizations.ts';
import { expect, test } from '../support/webkit-test.ts';

// WebKit allows 100 changes of the history in ten seconds, and the app's router makes two in each switch.
const SWITCHES = 40;
const ROUNDS = 20;

test(`a plain fetch to an API on another origin is of the right organization in ${SWITCHES} switches and ${4 * ROUNDS} reads in bursts`, async ({
  tabs,
  server,
}) => {
  await tabs.signIn(GLOBEX);
  await tabs.signIn(ACME);
  const api = server.otherApiOrigin;
  expect(await callAfterSwitches(tabs, { api, count: SWITCHES })).toEqual(
    Array.from({ length: SWITCHES }, (_, index) => (index % 2 === 0 ? ACME.slug : GLOBEX.slug)),
  );
  // A new document may change its history again.
  await tabs.reload();
  await tabs.expectOrganization(GLOBEX);
  expect(await readInBursts(tabs, { api, count: ROUNDS })).toBe(0);
});

test('a note sent to another origin right after a change of the URL is stored in the organization of the URL', async ({
  tabs,
  server,
}) => {
  await tabs.signIn(GLOBEX);
  await tabs.signIn(ACME);
  const notes = await writeInBursts(tabs, { api: server.otherApiOrigin, count: ROUNDS });
  for (const { slug } of [ACME, GLOBEX])
    expect(notes[slug], slug).toEqual(Array.from({ length: 2 * ROUNDS }, () => `written at ${slug}`));
});
