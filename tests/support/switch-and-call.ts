import type { Page } from '@playwright/test';
import { noteTexts } from './notes.ts';
import { ACME, GLOBEX } from './organizations.ts';
import { openRequestsPage } from './requests.ts';

type Client = typeof import('../../src/client/index.ts');

/** How often each outcome occurred: `right`, a problem's code, `cut-off` by the browser, or which organization answered for which. */
export type SwitchOutcomes = Record<string, number>;

/** Opens a page whose organization {@link switchAndCall} changes. */
export async function openSwitchingPage(page: Page): Promise<void> {
  await openRequestsPage(page, ACME);
  await page.evaluate(async () => {
    const organizationChange = new window.keyring.OrganizationChange();
    await organizationChange.start();
    Object.assign(window, { organizationChange });
  });
}

/**
 * Changes between Acme and Globex. Each time, in the turn in which the URL changes, the page writes a note and reads its
 * organization at an API with plain `fetch`, without its URL.
 *
 * @param api the origin of the API
 * @param outcomes the outcomes of the reads are added
 */
export async function switchAndCall(
  page: Page,
  {
    api,
    count,
    outcomes,
  }: { readonly api: string; readonly count: number; readonly outcomes: SwitchOutcomes },
): Promise<void> {
  const seen = await page.evaluate(
    async ([origin, switches]) => {
      const { organizationChange } = window as unknown as {
        organizationChange: InstanceType<Client['OrganizationChange']>;
      };
      const read = async (slug: string): Promise<string> => {
        const response = await fetch(`${origin}/api/me`, { referrerPolicy: 'no-referrer' });
        const { organization, code } = await response.json();
        if (organization === undefined) return code ?? `${response.status}`;
        return organization.slug === slug ? 'right' : `${organization.slug} for ${slug}`;
      };
      const call = async (slug: string): Promise<string> => {
        const body = JSON.stringify({ text: `written at ${slug}` });
        const headers = { 'Content-Type': 'application/json' };
        const written = fetch(`${origin}/api/notes`, {
          method: 'POST',
          headers,
          body,
          referrerPolicy: 'no-referrer',
        });
        const outcome = await read(slug).catch(() => 'cut-off');
        await written.catch(() => {});
        return outcome;
      };
      const results: string[] = [];
      for (let index = 0; index < switches; index += 1) {
        const slug = location.pathname.startsWith('/acme/') ? 'globex' : 'acme';
        const to = `/${slug}/nothing-here.txt`;
        const result = await new Promise<string>((resolve) =>
          organizationChange.takeOver(to, {
            commit: () => {
              history.pushState(null, '', to);
              resolve(call(slug));
            },
          }),
        );
        results.push(result);
      }
      return results;
    },
    [api, count] as const,
  );
  for (const outcome of seen) outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
}

/** The notes that {@link switchAndCall} wrote at one organization and that are stored in the other one. */
export async function misplacedNotes(page: Page): Promise<readonly string[]> {
  const inAcme = (await noteTexts(page, ACME)).filter((text) => text === `written at ${GLOBEX.slug}`);
  const inGlobex = (await noteTexts(page, GLOBEX)).filter((text) => text === `written at ${ACME.slug}`);
  return [...inAcme, ...inGlobex];
}
