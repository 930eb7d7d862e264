import { KEEP_RUNNING } from '../../src/protocol/keep-running.ts';
import { isTopLevelWindow } from '../messages/notify-clients.ts';
import { scope } from '../scope.ts';

/**
 * Name of the lock that a version holds while it relays responses, and the message that it sends to a version that waits
 * when the last one has ended.
 */
export const RELAYING = 'keyring-relaying';

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
  /** The clients that wait for a response, by the URL of the request or by another name, the oldest first. */
  readonly #open = new Map<string, Set<Waiting>>();
  #timer: ReturnType<typeof setInterval> | undefined;
  #release = (): void => {};

  constructor() {
    new PerformanceObserver((list) => {
      for (const { name, responseStatus } of list.getEntriesByType(
        'resource',
      ) as PerformanceResourceTiming[]) {
        // The promise of a failed request was rejected too.
        if (responseStatus !== 0) this.#deleteOldest(name);
      }
    }).observe({ type: 'resource' });
  }

  /**
   * Adds a response, or a request that will get one.
   *
   * @param name the URL of the request, or a name that is no URL
   * @param waiting who waits for it, and until when
   * @returns removes it again; needed if the request fails, for which no browser has an entry with a status
   */
  add(name: string, waiting: Waiting): () => void {
    const key = withoutFragment(name);
    const open = this.#open.get(key) ?? new Set();
    this.#open.set(key, open.add(waiting));
    if (this.#timer === undefined) {
      this.#timer = setInterval(() => void this.#askForMessage().catch(() => {}), INTERVAL);
      const ended = new Promise<void>((resolve) => {
        this.#release = resolve;
      });
      // Shared: the version before this one may relay responses too.
      navigator.locks
        .request(RELAYING, { mode: 'shared' }, () => ended)
        .then(
          () => scope.registration.waiting?.postMessage(RELAYING),
          () => {},
        );
    }
    return () => this.#delete(key, waiting);
  }

  #deleteOldest(name: string): void {
    const key = withoutFragment(name);
    const [oldest] = this.#open.get(key) ?? [];
    if (oldest !== undefined) this.#delete(key, oldest);
  }

  #delete(key: string, waiting: Waiting): void {
    const open = this.#open.get(key);
    open?.delete(waiting);
    if (open?.size === 0) this.#open.delete(key);
    if (this.#open.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#release();
  }

  async #askForMessage(): Promise<void> {
    for (const [key, open] of [...this.#open])
      for (const waiting of [...open]) if (!(await isWaiting(waiting))) this.#delete(key, waiting);
    if (this.#open.size === 0) return;
    const pages = (await scope.clients.matchAll({ type: 'window' })).filter(isTopLevelWindow);
    const visible = pages.filter(({ visibilityState }) => visibilityState === 'visible');
    for (const page of visible.length > 0 ? visible : pages) page.postMessage(KEEP_RUNNING);
  }
}

/** Only Firefox needs it. Elsewhere nothing keeps a worker running, so that the device can save energy. */
export function openResponsesOf(userAgent: string): Pick<OpenResponses, 'add'> {
  return isGecko(userAgent) ? new OpenResponses() : { add: () => () => {} };
}

/** Every other engine says "like Gecko". */
export function isGecko(userAgent: string): boolean {
  return /\bGecko\//.test(userAgent);
}

/** Who waits for a response. Once the page no longer exists, or the request was aborted, the response counts as ended. */
interface Waiting {
  readonly clientId: string;
  /** The signal that ends the request. It is read and not listened to: it may live as long as its page. */
  readonly end?: AbortSignal | undefined;
}

async function isWaiting({ clientId, end }: Waiting): Promise<boolean> {
  return end?.aborted !== true && (await scope.clients.get(clientId)) !== undefined;
}

function withoutFragment(url: string): string {
  return url.split('#', 1)[0] ?? url;
}
