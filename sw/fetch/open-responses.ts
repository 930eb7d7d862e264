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
 * Holds a lock while this worker relays responses: Firefox and WebKit cut them if a new version takes over.
 *
 * In Firefox it also keeps the worker running. Firefox ends a response 30 s after the last event of the worker, also while its
 * data arrives. Only an event that a page causes prolongs that time, so the worker asks the visible pages for a message, or
 * all pages if none is visible.
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
  readonly #needsMessages: boolean;

  /** @param needsMessages whether the engine ends a response of a worker that gets no messages */
  constructor(needsMessages: boolean) {
    this.#needsMessages = needsMessages;
    new PerformanceObserver((list) => {
      for (const { name, responseStatus } of list.getEntriesByType(
        'resource',
      ) as PerformanceResourceTiming[]) {
        // The promise of a failed request was rejected too.
        if (responseStatus !== 0) this.#oldest(name)?.delete();
      }
    }).observe({ type: 'resource' });
  }

  /**
   * Adds a response, or a request that will get one.
   *
   * @param name the URL of the request, or a name that is no URL
   * @param waiting who waits for it, and until when
   * @returns deletes it again; needed if the request fails, for which no browser has an entry with a status
   */
  add(name: string, { clientId, end }: Waiting): () => void {
    const deleteResponse = (): void => {
      // The signal may live as long as its page.
      end?.removeEventListener('abort', deleteResponse);
      this.#open.delete(open);
      if (this.#open.size > 0) return;
      clearInterval(this.#timer);
      this.#timer = undefined;
      this.#release();
    };
    const open = { name: withoutFragment(name), clientId, delete: deleteResponse };
    this.#open.add(open);
    end?.addEventListener('abort', deleteResponse);
    if (this.#timer === undefined) {
      this.#timer = setInterval(() => void this.#look().catch(() => {}), INTERVAL);
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
    return deleteResponse;
  }

  #oldest(url: string): Open | undefined {
    const name = withoutFragment(url);
    return [...this.#open].find((open) => open.name === name);
  }

  async #look(): Promise<void> {
    for (const open of this.#open) if ((await scope.clients.get(open.clientId)) === undefined) open.delete();
    if (!this.#needsMessages || this.#open.size === 0) return;
    const pages = (await scope.clients.matchAll({ type: 'window' })).filter(isTopLevelWindow);
    const visible = pages.filter(({ visibilityState }) => visibilityState === 'visible');
    for (const page of visible[0] ? visible : pages) page.postMessage(KEEP_RUNNING);
  }
}

/** In Chromium a new version waits by itself until the old one relays nothing. */
export function openResponsesOf(userAgent: string): Pick<OpenResponses, 'add'> {
  // Other engines say "like Gecko". Only Firefox needs messages: elsewhere the device can save energy.
  return cutsResponses(userAgent) ? new OpenResponses(userAgent.includes('Gecko/')) : { add: () => () => {} };
}

/** Whether a takeover cuts the responses that the old version relays: in every engine but Chromium. */
export function cutsResponses(userAgent: string): boolean {
  return !userAgent.includes('Chrome/');
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
  readonly delete: () => void;
}

function withoutFragment(url: string): string {
  return url.replace(/#.*/, '');
}
