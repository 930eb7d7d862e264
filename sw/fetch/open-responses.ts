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
  /** The oldest first. */
  readonly #open = new Set<Open>();
  #timer: ReturnType<typeof setInterval> | undefined;
  #release = (): void => {};

  constructor() {
    new PerformanceObserver((list) => {
      for (const { name, responseStatus } of list.getEntriesByType(
        'resource',
      ) as PerformanceResourceTiming[]) {
        // The promise of a failed request was rejected too.
        if (responseStatus !== 0) this.#oldest(name)?.remove();
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
  add(name: string, { clientId, end }: Waiting): () => void {
    const remove = (): void => {
      // The signal may live as long as its page.
      end?.removeEventListener('abort', remove);
      this.#open.delete(open);
      if (this.#open.size > 0) return;
      clearInterval(this.#timer);
      this.#timer = undefined;
      this.#release();
    };
    const open = { name: withoutFragment(name), clientId, remove };
    this.#open.add(open);
    end?.addEventListener('abort', remove);
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
    return remove;
  }

  #oldest(url: string): Open | undefined {
    const name = withoutFragment(url);
    return [...this.#open].find((open) => open.name === name);
  }

  async #askForMessage(): Promise<void> {
    for (const { clientId, remove } of this.#open)
      if ((await scope.clients.get(clientId)) === undefined) remove();
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
  /** The signal that ends the request: Resource Timing has no entry for an aborted one. */
  readonly end?: AbortSignal | undefined;
}

/** An open response. */
interface Open {
  /** The URL of its request without what follows `#`, or another name. */
  readonly name: string;
  readonly clientId: string;
  readonly remove: () => void;
}

function withoutFragment(url: string): string {
  return url.split('#', 1)[0] ?? url;
}
