import { signIn } from '../support/app.ts';
import { ACME, GLOBEX } from '../support/organizations.ts';
import { openRequestsPage } from '../support/requests.ts';
import { expect, test } from '../support/test.ts';

// Chromium warns of each preload that no call uses.
test.use({ isConsoleNoisy: true });

for (const where of ['its own origin', 'another origin'])
  test(`R10: a preload of ${where} on the page of one organization is no response to orgFetch of another`, async ({
    page,
    server,
  }) => {
    await signIn(page, GLOBEX);
    await signIn(page, ACME);
    await openRequestsPage(page, ACME);
    const answers = await page.evaluate(
      async (api) => {
        const slugOf = async (response: Response): Promise<string> => {
          const body: { organization: { slug: string } } = await response.json();
          return body.organization.slug;
        };
        const preload = (url: string, crossOrigin: string): Promise<unknown> => {
          const link = document.createElement('link');
          Object.assign(link, { rel: 'preload', as: 'fetch', crossOrigin, href: url });
          return new Promise((resolve) => {
            link.onload = resolve;
            document.head.append(link);
          });
        };
        const { orgFetch, OrganizationChange } = window.keyring;
        await new OrganizationChange().start();
        const named: string[] = [];
        for (const crossOrigin of ['anonymous', 'use-credentials'])
          for (const isRequest of [false, true]) {
            const url = new URL(`${api}/api/me?by=${crossOrigin}-${isRequest}`, location.href).href;
            await preload(url, crossOrigin);
            named.push(await slugOf(await orgFetch('globex', isRequest ? new Request(url) : url)));
          }
        // A limit that docs/limits.md names: the browser asks the worker for the preload only.
        const plain = new URL(`${api}/api/me?by=plain`, location.href).href;
        await preload(plain, 'anonymous');
        history.pushState(null, '', '/globex/');
        return { named, plain: await slugOf(await fetch(plain)) };
      },
      where === 'another origin' ? server.otherApiOrigin : '',
    );
    expect(answers).toEqual({ named: ['globex', 'globex', 'globex', 'globex'], plain: 'acme' });
  });
