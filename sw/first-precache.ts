import type { PrecacheController } from 'workbox-precaching';
import { isOwnFile } from './own-file.ts';
import { scope } from './scope.ts';

/** Longest time for all files, and before that for the search for an update, ms. */
const TIMEOUT = 60_000;
/** When the precache begins after the first message, ms: the page signs in or calls the API first. */
const DELAY = 1_000;
/** Least time between a failed precache and the next attempt of the same worker, ms. */
const RETRY_DELAY = 60_000;

/**
 * Installs the precache of a `PrecacheController`, which must not listen for events itself. An update is activated with its
 * whole precache. The first worker of a registration is activated without it, because the first visit waits for that worker.
 * It precaches after its activation, and repairs a precache that was interrupted when it is started again.
 *
 * The document is stored last. So a precache that has the document is complete, and until then documents must come from
 * the network. No event waits for the precache, so a worker that the browser stops, or a new version, ends it.
 *
 * @param controllerOf returns the controller. It is called at the first event that needs it
 * @param documentUrl URL of the document that needs the other files
 * @example
 * installPrecache(() => controller, '/index.html');
 */
export function installPrecache(controllerOf: () => PrecacheController, documentUrl: string): void {
  let isFirstRun = false;
  let isStarted = false;
  scope.addEventListener('install', (event) => {
    isFirstRun = scope.registration.active === null;
    if (!isFirstRun) void controllerOf().install(event);
  });
  scope.addEventListener('activate', (event) => void controllerOf().activate(event));
  scope.addEventListener('message', () => {
    if (isStarted) return;
    isStarted = true;
    const retry = (): void => {
      isStarted = false;
      isFirstRun = false;
    };
    const complete = (): Promise<void> => completePrecache(controllerOf(), documentUrl, isFirstRun);
    setTimeout(() => complete().catch(() => setTimeout(retry, RETRY_DELAY)), DELAY);
  });
}

async function completePrecache(
  controller: PrecacheController,
  documentUrl: string,
  isFirstRun: boolean,
): Promise<void> {
  const cache = await caches.open(controller.strategy.cacheName);
  const isCached = async (key: string): Promise<boolean> => (await cache.match(key)) !== undefined;
  const documentKey = controller.getCacheKeyForURL(documentUrl) ?? documentUrl;
  if (await isCached(documentKey)) return;
  if (!isFirstRun && (await hasUpdate())) return;
  const signal = AbortSignal.timeout(TIMEOUT);
  // Loaded first: if a new version is deployed meanwhile, and its server has deleted the files of this one, the precache stays incomplete.
  const document = await load(documentUrl, documentKey, signal);
  const store = async ([url, key]: readonly [url: string, key: string]): Promise<void> => {
    if (key !== documentKey && !(await isCached(key))) await cache.put(key, await load(url, key, signal));
  };
  await Promise.all([...controller.getURLsToCacheKeys()].map(store));
  await cache.put(documentKey, document);
}

/** Whether the server has another version, whose document must not be stored as that of this version. */
async function hasUpdate(): Promise<boolean> {
  const timeout = new Promise<never>((_, reject) => {
    setTimeout(() => reject(new Error('The server did not say whether it has another version.')), TIMEOUT);
  });
  await Promise.race([scope.registration.update(), timeout]);
  return scope.registration.installing !== null || scope.registration.waiting !== null;
}

/** Loads a file as Workbox does: past the HTTP cache, unless its URL names its version. */
async function load(url: string, key: string, signal: AbortSignal): Promise<Response> {
  const cache = url === key ? 'default' : 'reload';
  const response = await fetch(url, { cache, credentials: 'same-origin', signal });
  if (!isOwnFile(url, response))
    throw new Error(`The response to ${url} is another page (status ${response.status}).`);
  // A browser shows no redirected response for a navigation.
  return response.redirected ? new Response(response.body, response) : response;
}
