import { callUntilLeft } from '../../support/calls.ts';
import { ACME, GLOBEX } from '../../support/organizations.ts';
import { expect, test } from '../support/webkit-attack-test.ts';

/** Twice the connections that a browser opens to a host: each page of notes has a stream. */
const ROUNDS = 12;

test('R39: pages with a stream and calls that are left, reloaded or closed send nothing without a token, and free their connections', async ({
  tabs,
  traffic,
}) => {
  await tabs.signIn(ACME);
  await tabs.signIn(GLOBEX);
  traffic.forget();
  const streams = (): number => traffic.organizationsAt('/api/notes/stream').length;
  const open = async (path: string): Promise<void> => {
    const before = streams();
    await tabs.goto(path);
    await expect.poll(streams).toBeGreaterThan(before);
    await tabs.evaluate(callUntilLeft, 2);
  };
  for (let round = 0; round < ROUNDS; round += 1) {
    await open('/acme/');
    if (round % 2 === 0) await tabs.goto('/acme/none.txt');
    else await tabs.reload();
  }
  const first = await tabs.current();
  for (let round = 0; round < 3; round += 1) {
    await tabs.open('window');
    await open('/globex/');
    await tabs.use(first);
    await tabs.closeOthers();
  }
  await tabs.goto('/acme/');
  await tabs.expectOrganization(ACME);
  for (let round = 0; round < ROUNDS; round += 1) {
    const organization = round % 2 === 0 ? GLOBEX : ACME;
    await tabs.followLink(`/${organization.slug}/`);
    await tabs.expectOrganization(organization);
    expect(await tabs.organization()).toBe(organization.slug);
  }
  expect(traffic.unauthorized).toEqual([]);
  expect(traffic.refused).toEqual([]);
});
