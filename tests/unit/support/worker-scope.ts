import 'fake-indexeddb/auto';
import { vi } from 'vitest';
import type { KeyringHost } from '../../../sw/host-vault.ts';
import { ORIGIN, CONFIGURATION as VALID } from './configuration.ts';
import { MemoryLocks } from './web-locks.ts';
import { FakeWindowClient } from './window-client.ts';

// Workbox looks for `self` when it is loaded.
Object.assign(globalThis, { self: globalThis, __WB_DISABLE_DEV_LOGS: true });

const CONFIGURATION = {
  ...VALID,
  clientId: 'client_1',
  authKitOrigin: 'https://authkit.test',
  issuers: ['https://authkit.test'],
};

/** A page of the worker, with the messages that it received. */
class Page extends FakeWindowClient {
  override readonly id = 'page';
  readonly received: unknown[] = [];

  postMessage(message: unknown): void {
    this.received.push(message);
  }
}

/** A channel that no other worker listens to. */
class Channel extends EventTarget {
  postMessage(): void {}
}

/** The global scope of a service worker, as far as `installKeyring` uses it before the first request. */
export class WorkerScope {
  readonly page = new Page('top-level');
  /** Called when the script was evaluated, before anything that it left for later. */
  onEvaluated = (): void => {};
  readonly #listeners = new Map<string, (event: object) => void>();

  /** Replaces the globals of the test. Call `vi.unstubAllGlobals()` after it. */
  constructor() {
    vi.stubGlobal('location', { origin: ORIGIN, href: `${ORIGIN}/sw.js` });
    vi.stubGlobal('registration', Object.assign(new EventTarget(), { scope: `${ORIGIN}/`, waiting: null }));
    vi.stubGlobal('clients', { matchAll: async () => [this.page], claim: async () => {} });
    vi.stubGlobal('caches', { keys: async () => [] });
    vi.stubGlobal('WindowClient', Page);
    vi.stubGlobal('addEventListener', (type: string, listener: (event: object) => void) =>
      this.#listeners.set(type, listener),
    );
    // `installKeyring` looks for earlier listeners with an event of its own.
    vi.stubGlobal('FetchEvent', Event);
    vi.stubGlobal('removeEventListener', (type: string) => this.#listeners.delete(type));
    vi.stubGlobal('dispatchEvent', (event: Event) => this.#listeners.get(event.type)?.(event));
    vi.stubGlobal('BroadcastChannel', Channel);
    vi.stubGlobal('navigator', { onLine: true, userAgent: 'Chrome/156.0.0.0', locks: new MemoryLocks() });
  }

  /** The types of events that the worker listens for. */
  get listensFor(): ReadonlySet<string> {
    return new Set(this.#listeners.keys());
  }

  /** Does what a browser does when it evaluates the worker script. */
  async evaluate(vault: KeyringHost['vault']): Promise<void> {
    const { installKeyring } = await import('../../../sw/install-keyring.ts');
    installKeyring({ host: { configuration: CONFIGURATION, ...(vault !== undefined && { vault }) } });
    this.onEvaluated();
    // What the script left for the time before the first event comes first.
    await new Promise((resolve) => setTimeout(resolve, 0));
  }

  /** Dispatches an event. @returns a promise that resolves when the event's lifetime has ended */
  async dispatch(type: string): Promise<void> {
    const lifetimes: Promise<unknown>[] = [];
    this.#listeners.get(type)?.({ waitUntil: (work: Promise<unknown>) => lifetimes.push(work) });
    await Promise.all(lifetimes);
  }
}
