// Two workers to compare with: one that passes each request on, and the least that attaches a token.

/** The least that a worker in front of each request can do. */
export const PASS_THROUGH = `
addEventListener('install', () => skipWaiting());
addEventListener('activate', (event) => event.waitUntil(clients.claim()));
addEventListener('fetch', (event) => {
  if (new URL(event.request.url).pathname.startsWith('/api/')) event.respondWith(fetch(event.request));
});`;

/** The least that a worker with a token can do: it reads one token from IndexedDB at its start, and adds it to each call. */
export const MINIMAL_TOKEN = `
addEventListener('install', () => skipWaiting());
addEventListener('activate', (event) => event.waitUntil(clients.claim()));
const token = new Promise((resolve) => {
  const opening = indexedDB.open('bench', 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore('tokens').put('x'.repeat(900), 'token');
  opening.onsuccess = () => {
    const reading = opening.result.transaction('tokens').objectStore('tokens').get('token');
    reading.onsuccess = () => resolve(reading.result);
  };
});
async function authorized(request) {
  const headers = new Headers(request.headers);
  headers.set('Authorization', 'Bearer ' + (await token));
  return fetch(new Request(request, { headers, mode: 'same-origin', credentials: 'omit', cache: 'no-store' }));
}
addEventListener('fetch', (event) => {
  if (new URL(event.request.url).pathname.startsWith('/api/')) event.respondWith(authorized(event.request));
});`;
