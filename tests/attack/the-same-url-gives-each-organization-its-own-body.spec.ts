import { signIn } from '../support/app.ts';
import { expect, test } from '../support/attack-test.ts';
import { ACME, GLOBEX } from '../support/organizations.ts';

/** What an API may say that makes a browser's cache keep its answer; this one forgets `Vary` each time. */
const STORED_BY = ['max-age', 'etag', 'last-modified'];
const CACHE_MODES: readonly RequestCache[] = ['default', 'force-cache', 'no-cache', 'reload'];

for (const where of ['its own origin', 'another origin']) {
  test(`R8: the same URL of ${where} fetched in two organizations answers each with its own body`, async ({
    page,
    server,
  }) => {
    await signIn(page, GLOBEX);
    await signIn(page, ACME);
    const api = where === 'another origin' ? server.otherApiOrigin : '';

    const all: string[] = [];
    for (const by of STORED_BY) {
      const answers = await page.evaluate(
        async ([url, modes]) => {
          const at = async (slug: string, init: RequestInit): Promise<string> => {
            history.pushState(null, '', `/${slug}/`);
            const response = await fetch(url, init);
            const body: { organization?: { slug: string } } = await response.json();
            return `${slug} got ${body.organization?.slug}`;
          };
          const all = [await at('acme', {})];
          for (const cache of modes) {
            all.push(await at('globex', { cache }));
            all.push(await at('acme', { cache }));
          }
          return all;
        },
        [`${api}/api/cached?by=${by}`, CACHE_MODES] as const,
      );
      all.push(...answers.map((answer) => `${by}: ${answer}`));
    }
    expect(all).toHaveLength(9 * STORED_BY.length);
    expect(all.filter((answer) => !/: (acme got acme|globex got globex)$/.test(answer))).toEqual([]);
  });
}
