import type { Scripted } from './scripted.ts';

/** What the page's own plain `fetch` of `/api/me` says of where it is: a slug, or the status of a refusal. */
export function organizationOf(page: Scripted, api = ''): Promise<string> {
  return page.evaluate(async (base) => {
    const response = await fetch(`${base}/api/me`);
    const body: { organization?: { slug: string } } = await response.json();
    return body.organization?.slug ?? `${response.status}`;
  }, api);
}

/** The same request sent many times, in batches. @returns the results in order */
export function organizationsOf(page: Scripted, count: number, atOnce: number): Promise<string[]> {
  return page.evaluate(
    async ([total, batch]) => {
      const answers: string[] = [];
      while (answers.length < total) {
        const calls = Array.from({ length: Math.min(batch, total - answers.length) }, async () => {
          const response = await fetch('/api/me');
          const body: { organization?: { slug: string } } = await response.json();
          return body.organization?.slug ?? `${response.status}`;
        });
        answers.push(...(await Promise.all(calls)));
      }
      return answers;
    },
    [count, atOnce] as const,
  );
}

/** Status and problem code of a call. */
export function callApi(page: Scripted, url: string): Promise<{ status: number; code: string | null }> {
  return page.evaluate(async (target) => {
    const response = await fetch(target);
    const body: { code?: string } = await response.json();
    return { status: response.status, code: body.code ?? null };
  }, url);
}

/** Runs in a page: calls the API, some at once, until the page is left. Returns at once. */
export function callUntilLeft(atOnce: number): void {
  const callOn = async (): Promise<void> => {
    for (;;) await fetch('/api/me').then((response) => response.text());
  };
  // Leaving the page ends its calls with an error.
  for (let call = 0; call < atOnce; call += 1) void callOn().catch(() => {});
}
