import { ACME, GLOBEX, ORG_05 } from '../../support/organizations.ts';
import { expect, test } from '../support/webkit-test.ts';

test('two organizations: switched without OAuth, reloaded, used in two tabs at once, signed out of one by one', async ({
  tabs,
  authKit,
}) => {
  await tabs.signIn(ACME);
  await tabs.signIn(GLOBEX);
  const before = await authKit.oauthRequests();

  for (const organization of [ACME, GLOBEX, ACME]) {
    await tabs.switchTo(organization);
    await tabs.expectOrganization(organization);
    expect(await tabs.organization()).toBe(organization.slug);
  }
  await tabs.reload();
  await tabs.expectOrganization(ACME);

  const first = await tabs.current();
  const second = await tabs.open();
  await tabs.goto('/globex/');
  await tabs.expectOrganization(GLOBEX);
  for (let round = 0; round < 5; round += 1) {
    await tabs.use(first);
    expect(await tabs.organization()).toBe(ACME.slug);
    await tabs.use(second);
    expect(await tabs.organization()).toBe(GLOBEX.slug);
  }
  expect(await authKit.oauthRequests()).toEqual(before);

  await tabs.goto('/sessions');
  await tabs.button('Sign out of Acme');
  await tabs.goto('/globex/');
  await tabs.expectOrganization(GLOBEX);
  expect(await tabs.organization()).toBe(GLOBEX.slug);
  await tabs.use(first);
  await expect.poll(() => tabs.organization()).toBe('401');
});

test('a plain fetch follows the URL, right after pushState and without the router', async ({
  tabs,
  server,
}) => {
  await tabs.signIn(ACME);
  await tabs.signIn(GLOBEX);
  const answers = await tabs.run<string[]>(
    `const seen = [];
     for (let index = 0; index < 40; index += 1) {
       history.pushState(null, '', index % 2 === 0 ? '/acme/' : '/globex/');
       const response = await fetch((index % 4 < 2 ? '' : argument) + '/api/me');
       seen.push((await response.json()).organization?.slug ?? String(response.status));
     }
     return seen;`,
    server.otherApiOrigin,
  );
  expect(answers).toEqual(
    Array.from({ length: 40 }, (_, index) => (index % 2 === 0 ? ACME.slug : GLOBEX.slug)),
  );
});

test('an expired token is refreshed once for all calls, and only for its organization', async ({
  tabs,
  authKit,
}) => {
  await authKit.changeSettings({ accessTokenTtl: 60 });
  await tabs.signIn(ACME);
  await tabs.signIn(GLOBEX);
  await tabs.goto('/acme/nothing-here.txt');
  const { length: before } = await authKit.refreshes();
  await authKit.changeSettings({ clockOffset: 61 });

  const answers = await tabs.run<string[]>(
    `return Promise.all(Array.from({ length: 20 }, async () => {
       const response = await fetch('/api/me');
       return (await response.json()).organization?.slug ?? String(response.status);
     }));`,
  );
  expect(new Set(answers)).toEqual(new Set([ACME.slug]));
  const refreshes = (await authKit.refreshes()).slice(before);
  expect(refreshes.map(({ organization, outcome }) => [organization, outcome])).toEqual([[ACME.id, 'ok']]);
});

test('two steps through the history at once, and a link during a step, end where the URL is', async ({
  tabs,
}) => {
  for (const organization of [GLOBEX, ORG_05, ACME]) await tabs.signIn(organization);
  await tabs.followLink('/globex/');
  await tabs.expectOrganization(GLOBEX);
  await tabs.followLink('/org-05/');
  await tabs.expectOrganization(ORG_05);
  for (let round = 0; round < 5; round += 1) {
    // WebKit joins two steps of one turn.
    await tabs.run('history.go(-1); history.go(-1);');
    await tabs.expectOrganization(GLOBEX);
    expect(await tabs.organization()).toBe(GLOBEX.slug);
    await tabs.run('history.go(1); history.go(1);');
    await tabs.expectOrganization(ORG_05);
    expect(await tabs.organization()).toBe(ORG_05.slug);
  }
  await tabs.run(
    `const link = Object.assign(document.createElement('a'), { href: '/acme/' });
     document.body.append(link);
     addEventListener('popstate', () => link.click(), { once: true, capture: true });
     history.back();`,
  );
  await tabs.expectOrganization(ACME);
  expect(await tabs.organization()).toBe(ACME.slug);
});
