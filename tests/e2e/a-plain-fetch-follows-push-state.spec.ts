import { signIn } from '../support/app.ts';
import { ACME, GLOBEX } from '../support/organizations.ts';
import { expect, test } from '../support/test.ts';

for (const where of ['its own origin', 'another origin']) {
  test(`a plain fetch to ${where} is of the organization in the address bar at the moment of the call`, async ({
    page,
    server,
  }) => {
    await signIn(page, GLOBEX);
    await signIn(page, ACME);

    const answers = await page.evaluate(
      async (api) => {
        const ask = async (): Promise<string> => {
          const body: { organization: { slug: string } } = await (await fetch(`${api}/api/me`)).json();
          return body.organization.slug;
        };
        const at = (path: string): Promise<string> => {
          history.pushState(null, '', path);
          return ask();
        };
        const alone = await at('/globex/');
        const back = await at('/acme/settings');
        // All of these are under way while the address moves on.
        const together = await Promise.all(['/globex/', '/acme/', '/globex/settings', '/acme/'].map(at));
        return [alone, back, ...together];
      },
      where === 'another origin' ? server.otherApiOrigin : '',
    );

    expect(answers).toEqual(['globex', 'acme', 'globex', 'acme', 'globex', 'acme']);
  });
}
