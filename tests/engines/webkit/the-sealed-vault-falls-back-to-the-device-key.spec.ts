import { ACME } from '../../support/organizations.ts';
import { expect, test } from '../support/webkit-test.ts';

test('where __Host-Http- cookies are not enforced, the vault is the device key, and the page says so', async ({
  tabs,
  server,
}) => {
  await tabs.signIn(ACME);
  await tabs.goto('/sessions');

  const vault = 'return document.querySelector("[data-vault]")?.dataset.vault ?? null';
  await expect.poll(() => tabs.run(vault)).toBe('device');
  expect(await tabs.run('return document.querySelector("[data-vault]").textContent')).toContain(
    'script injected into a page can decrypt them',
  );
  // The worker was given no key at all, at its first load and at later ones.
  const script = await tabs.run<{ status: number; text: string }>(
    `const registration = await navigator.serviceWorker.ready;
     await registration.update();
     const response = await fetch('/sw.js');
     return { status: response.status, text: (await response.text()).slice(0, 4000) };`,
  );
  expect(script.status, server.origin).toBe(200);
  expect(script.text).toContain('"vault":{"mode":"device"}');
});
