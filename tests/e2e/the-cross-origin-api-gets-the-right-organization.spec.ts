import { signIn } from '../support/app.ts';
import { lengthOf } from '../support/lengths.ts';
import { ACME, GLOBEX } from '../support/organizations.ts';
import { expect, test } from '../support/test.ts';

const SWITCHES = lengthOf('CROSS_ORIGIN_SWITCHES', 50);

test(`a plain fetch to an API on another origin is of the right organization in ${SWITCHES} of ${SWITCHES} switches`, {
  tag: '@long',
}, async ({ page, server, authKit }) => {
  await signIn(page, ACME);
  await signIn(page, GLOBEX);
  const oauthBefore = await authKit.oauthRequests();

  // The call leaves in the very turn in which the new heading stands: nothing later could hide a late announcement.
  const answers = await page.evaluate(
    async ([count, api]) => {
      const untilHeading = (name: string): Promise<void> =>
        new Promise((resolve) => {
          const look = (): void => {
            if (document.querySelector('h1')?.textContent !== name) return;
            observer.disconnect();
            resolve();
          };
          const observer = new MutationObserver(look);
          observer.observe(document.body, { subtree: true, childList: true, characterData: true });
          look();
        });
      const seen: string[] = [];
      for (let index = 0; index < count; index += 1) {
        const [href, name] = index % 2 === 0 ? ['/acme/', 'Acme'] : ['/globex/', 'Globex'];
        const link = Object.assign(document.createElement('a'), { href });
        document.body.append(link);
        link.click();
        link.remove();
        await untilHeading(name);
        const response = await fetch(`${api}/api/me`);
        const body: { organization?: { slug: string } } = await response.json();
        seen.push(body.organization?.slug ?? `${response.status}`);
      }
      return seen;
    },
    [SWITCHES, server.otherApiOrigin] as const,
  );

  expect(answers).toEqual(
    Array.from({ length: SWITCHES }, (_, index) => (index % 2 === 0 ? 'acme' : 'globex')),
  );
  expect(await authKit.oauthRequests()).toEqual(oauthBefore);
});
