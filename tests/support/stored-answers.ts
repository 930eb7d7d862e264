/** Response headers that make a browser cache a response; this API always omits `Vary`. */
export const STORED_BY = ['max-age', 'etag', 'last-modified'];

/** Runs in a page: calls one URL in two organizations in turn, in each mode of the cache. @returns who got whose body */
export async function callInTurns(url: string): Promise<string[]> {
  const at = async (slug: string, init: RequestInit): Promise<string> => {
    history.pushState(null, '', `/${slug}/`);
    const response = await fetch(url, init);
    const body: { organization?: { slug: string } } = await response.json();
    return `${slug} got ${body.organization?.slug}`;
  };
  const all = [await at('acme', {})];
  for (const cache of ['default', 'force-cache', 'no-cache', 'reload'] as const) {
    all.push(await at('globex', { cache }));
    all.push(await at('acme', { cache }));
  }
  return all;
}
