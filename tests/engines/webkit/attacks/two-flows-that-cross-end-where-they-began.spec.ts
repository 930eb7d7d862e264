import { ACME, GLOBEX } from '../../../support/organizations.ts';
import { expect, test } from '../../support/webkit-attack-test.ts';

// Windows, and not tabs: of a window's tabs one is in sight, and no flow starts by itself in the others.

test('R16: sign-ins to two organizations that cross in two tabs end each in its own', async ({
  tabs,
  authKit,
}) => {
  const first = await tabs.current();
  await tabs.goto('/acme/');
  await tabs.expectEmailField();
  await tabs.open('window');
  await tabs.goto('/globex/');
  await tabs.expectEmailField();

  await tabs.submitEmail();
  await tabs.expectOrganization(GLOBEX);
  await tabs.use(first);
  await tabs.submitEmail();
  await tabs.expectOrganization(ACME);

  const exchanges = (await authKit.log()).filter(({ grant }) => grant === 'authorization_code');
  expect(exchanges.map(({ organization, outcome }) => [organization, outcome])).toEqual([
    [GLOBEX.id, 'ok'],
    [ACME.id, 'ok'],
  ]);
});

test('R23: two tabs of one organization ask for one sign-in, and both are signed in by it', async ({
  tabs,
  authKit,
}) => {
  const first = await tabs.current();
  await tabs.goto('/acme/');
  await tabs.expectEmailField();
  const second = await tabs.open('window');
  await tabs.goto('/acme/');
  await expect.poll(() => tabs.heading()).toBe('Another tab is signing in');
  expect(await tabs.evaluate(() => document.visibilityState)).toBe('visible');

  await tabs.use(first);
  await tabs.submitEmail();

  await tabs.expectOrganization(ACME);
  await tabs.use(second);
  await tabs.expectOrganization(ACME);
  expect(await authKit.startedSids()).toHaveLength(1);
});
