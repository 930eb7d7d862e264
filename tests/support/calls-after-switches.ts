import type { Scripted } from './scripted.ts';

/** Where calls go, and how often. */
export interface Rounds {
  /** Origin of an API that does not see the URL of the page. */
  readonly api: string;
  readonly count: number;
}

/**
 * Switches between Acme and Globex by links of the router, and calls an API with plain `fetch` in the very turn in which the new
 * heading stands: nothing later could hide a late announcement.
 *
 * @returns the slugs that the API saw, in order; the status of a refusal
 */
export function callAfterSwitches(page: Scripted, { api, count }: Rounds): Promise<string[]> {
  return page.evaluate(
    async ([origin, switches]) => {
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
      for (let index = 0; index < switches; index += 1) {
        const [href, name] =
          index % 2 === 0 ? (['/acme/', 'Acme'] as const) : (['/globex/', 'Globex'] as const);
        const link = Object.assign(document.createElement('a'), { href });
        document.body.append(link);
        link.click();
        link.remove();
        await untilHeading(name);
        const response = await fetch(`${origin}/api/me`);
        const body: { organization?: { slug: string } } = await response.json();
        seen.push(body.organization?.slug ?? `${response.status}`);
      }
      return seen;
    },
    [api, count] as const,
  );
}

/** Four changes of the URL in one task, each with a read. @returns how many reads were of another organization */
export function readInBursts(page: Scripted, { api, count }: Rounds): Promise<number> {
  return page.evaluate(
    async ([origin, rounds]) => {
      let wrong = 0;
      for (let round = 0; round < rounds; round += 1) {
        await Promise.all(
          ['globex', 'acme', 'globex', 'acme'].map(async (slug) => {
            history.pushState(null, '', `/${slug}/`);
            const body: { organization?: { slug: string } } = await (await fetch(`${origin}/api/me`)).json();
            if (body.organization?.slug !== slug) wrong += 1;
          }),
        );
      }
      return wrong;
    },
    [api, count] as const,
  );
}

/** Four changes of the URL in one task, each with a read and a write. @returns the notes that each organization then has */
export function writeInBursts(page: Scripted, { api, count }: Rounds): Promise<Record<string, string[]>> {
  return page.evaluate(
    async ([origin, rounds]) => {
      for (let round = 0; round < rounds; round += 1) {
        await Promise.all(
          ['globex', 'acme', 'globex', 'acme'].map((slug) => {
            history.pushState(null, '', `/${slug}/`);
            // A read in between: the two kinds of request overtake each other on their way to the worker.
            void fetch(`${origin}/api/me`);
            return fetch(`${origin}/api/notes`, {
              method: 'POST',
              headers: { 'Content-Type': 'application/json' },
              body: JSON.stringify({ text: `written at ${slug}` }),
            });
          }),
        );
      }
      const texts: Record<string, string[]> = {};
      for (const slug of ['globex', 'acme']) {
        history.pushState(null, '', `/${slug}/`);
        const all: { text: string }[] = await (await fetch('/api/notes')).json();
        texts[slug] = all.map(({ text }) => text).filter((text) => text.startsWith('written at'));
      }
      return texts;
    },
    [api, count] as const,
  );
}
