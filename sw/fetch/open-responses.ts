import { KEEP_RUNNING } from '../../src/protocol/keep-running.ts';
import { isTopLevelWindow } from '../messages/notify-clients.ts';
import { scope } from '../scope.ts';

/** How often a page is asked for a message, ms: twice within the 30 s after which Firefox ends what a worker relays. */
const INTERVAL = 10_000;

/**
 * Keeps this worker running while it relays responses. Firefox ends a response 30 s after the last event of the worker,
 * also while its data arrives. Only an event that a page causes prolongs that time, so the worker asks the visible pages for
 * a message, or all pages if none is visible.
 *
 * The worker gives the response of `fetch` to the page as it is and sees nothing of its body. (If it passed the body
 * through a stream of its own, Firefox would end a body that it cuts off like a complete one.) So Resource Timing
 * reports the end: its entry of a request appears when the body has ended.
 */
export class OpenResponses {
  /** The responses of each URL, or of another name, the oldest first. */
  readonly #open = new Map<string, Set<symbol>>();
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor() {
    new PerformanceObserver((list) => {
      for (const { name, responseStatus } of list.getEntriesByType(
        'resource',
      ) as PerformanceResourceTiming[]) {
        // The promise of a failed request was rejected too.
        if (responseStatus !== 0) this.#removeOldest(name);
      }
    }).observe({ type: 'resource' });
  }

  /**
   * Adds a response, or a request that will get one.
   *
   * @param name the URL of the request, or a name that is no URL
   * @returns removes it again; needed if the request fails or is aborted, for which Firefox has no entry
   */
  add(name: string): () => void {
    const key = withoutFragment(name);
    const response = Symbol();
    const open = this.#open.get(key) ?? new Set();
    this.#open.set(key, open.add(response));
    this.#timer ??= setInterval(() => void askForMessage().catch(() => {}), INTERVAL);
    return () => this.#remove(key, response);
  }

  #removeOldest(name: string): void {
    const key = withoutFragment(name);
    const [oldest] = this.#open.get(key) ?? [];
    if (oldest !== undefined) this.#remove(key, oldest);
  }

  #remove(key: string, response: symbol): void {
    const open = this.#open.get(key);
    open?.delete(response);
    if (open?.size === 0) this.#open.delete(key);
    if (this.#open.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}

async function askForMessage(): Promise<void> {
  const pages = (await scope.clients.matchAll({ type: 'window' })).filter(isTopLevelWindow);
  const visible = pages.filter(({ visibilityState }) => visibilityState === 'visible');
  for (const page of visible.length > 0 ? visible : pages) page.postMessage(KEEP_RUNNING);
}

function withoutFragment(url: string): string {
  return url.split('#', 1)[0] ?? url;
}
