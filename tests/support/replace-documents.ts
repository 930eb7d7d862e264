/**
 * Runs in a page as the attacker's script: replaces the app's documents in the precache by one without a policy, which
 * calls an address when it opens. Its heading is "Replaced".
 */
export async function replaceDocuments(address: string): Promise<void> {
  const script = `<script>fetch('${address}', { mode: 'no-cors' })</script>`;
  const document = `<!doctype html><title>Replaced</title><h1>Replaced</h1>${script}`;
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const key of await cache.keys()) {
      if (!new URL(key.url).pathname.endsWith('.html')) continue;
      await cache.put(key, new Response(document, { headers: { 'Content-Type': 'text/html' } }));
    }
  }
}

/** Runs in a page: whether the precache has the app's document, which is stored last. */
export async function hasStoredDocument(): Promise<boolean> {
  const names = await caches.keys();
  const keys = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
  return keys.flat().some(({ url }) => new URL(url).pathname.endsWith('/index.html'));
}
