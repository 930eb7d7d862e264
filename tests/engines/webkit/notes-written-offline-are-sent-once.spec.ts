import { ACME, GLOBEX, type KnownOrganization } from '../../support/organizations.ts';
import { type CutServer, startCutServer } from '../support/cut-server.ts';
import { test as base, expect } from '../support/webkit-test.ts';

const test = base.extend<object, { server: CutServer }>({
  server: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads what a fixture needs from its pattern.
    async ({}, use) => {
      const server = await startCutServer();
      await use(server);
      await server.stop();
    },
    { scope: 'worker', timeout: 120_000 },
  ],
});

test('notes of two organizations that were written without a network outlive a reload, and each is sent once to its own', async ({
  tabs,
  server,
}) => {
  await tabs.signIn(ACME);
  await tabs.signIn(GLOBEX);
  server.refuse();
  expect(await tabs.run('return fetch("/api/me").then(({ status }) => status, String)')).toContain(
    'TypeError',
  );
  await tabs.addNote('Globex, without a network');
  await expect.poll(() => tabs.text()).toContain('Globex, without a network');
  await tabs.switchTo(ACME);
  await expect.poll(() => tabs.heading()).toBe(ACME.name);
  await tabs.addNote('Acme, without a network');
  await expect.poll(() => tabs.text()).toContain('Waiting to be sent');
  await tabs.reload();
  await expect.poll(() => tabs.text()).toContain('Acme, without a network');

  server.accept();
  const written = ({ slug }: KnownOrganization): Promise<string[]> =>
    tabs
      .run<string[]>(
        `const response = await fetch('/api/notes', { headers: { 'X-Org-Slug': argument } });
         return (await response.json()).map(({ text }) => text).filter((text) => text.includes('without a network'));`,
        slug,
      )
      .catch(() => []);
  await expect.poll(() => written(GLOBEX)).toEqual(['Globex, without a network']);
  await expect.poll(() => written(ACME)).toEqual(['Acme, without a network']);
  await expect.poll(() => tabs.text()).not.toContain('Waiting to be sent');
});
