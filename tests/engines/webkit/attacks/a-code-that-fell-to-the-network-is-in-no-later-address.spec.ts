import { unregister } from '../../../support/open-and-watch.ts';
import { ACME } from '../../../support/organizations.ts';
import { readAddresses } from '../../../support/page-memory.ts';
import { attackersAuthorization } from '../../../support/sign-in-callback.ts';
import { expect, test } from '../../support/webkit-attack-test.ts';

test('R21: the page after a callback that no worker answered finds its code in no address that it can read', async ({
  tabs,
  server,
}) => {
  await tabs.signIn(ACME);
  const { url } = attackersAuthorization(server, ACME.id);

  // Script takes the worker away and leaves for AuthKit: the code comes back to a document without script.
  await tabs.evaluate(unregister);
  await tabs.goto(url);
  await expect.poll(() => tabs.heading()).toBe('Sign-in could not be completed');
  const code = new URL(await tabs.url()).searchParams.get('code') ?? '';
  expect(code.length).toBeGreaterThan(20);
  expect(await tabs.has('//script')).toBe(false);

  await tabs.click('//a[starts-with(normalize-space(), "Go to your organizations")]');
  await expect.poll(async () => new URL(await tabs.url()).pathname).toBe('/');
  await expect.poll(() => tabs.has('//h1')).toBe(true);

  const addresses = await readAddresses(tabs);
  expect(addresses).toContain(`${server.origin}/`);
  expect(addresses.includes(code)).toBe(false);
  expect(addresses).not.toContain('code=');
});
