import { setMaxListeners } from 'node:events';
import { vi } from 'vitest';
import { parseRequest, type RequestEnvelope } from '../../../src/protocol/envelopes.ts';
import { type KeyringError, toWireError } from '../../../src/protocol/errors.ts';
import type { SessionsSnapshot } from '../../../src/protocol/messages.ts';

// Node warns of more than ten listeners of a signal; one signal ends all listeners of a keyring.
setMaxListeners(100);

export const NO_SESSIONS: SessionsSnapshot = { sessions: [], unnamed: 0, storage: 'durable' };

/** A page with a worker that responds as a test says. It counts the listeners that are added and not removed. */
export class KeyringPage {
  /** Every request of the page to the worker. */
  readonly asked: RequestEnvelope[] = [];
  /** The addresses that the page left for. */
  readonly left: string[] = [];
  /** Errors that went to `reportError`. */
  readonly reported: unknown[] = [];
  /** What the worker responds to requests of a type. */
  readonly errors = new Map<string, KeyringError>();
  /** What the worker lists. */
  sessions: SessionsSnapshot = NO_SESSIONS;
  listeners = 0;
  readonly #window = this.#counted(new EventTarget());
  readonly #document = Object.assign(this.#counted(new EventTarget()), { visibilityState: 'hidden' });
  readonly #container = Object.assign(this.#counted(new EventTarget()), {
    controller: this.#worker(),
    startMessages() {},
  });

  constructor() {
    vi.stubGlobal('navigator', { onLine: true, serviceWorker: this.#container });
    vi.stubGlobal('document', this.#document);
    vi.stubGlobal('addEventListener', this.#window.addEventListener.bind(this.#window));
    vi.stubGlobal('reportError', (error: unknown) => void this.reported.push(error));
    vi.stubGlobal('location', { replace: (url: string) => void this.left.push(url) });
    vi.stubGlobal('sessionStorage', { getItem: () => 'tab' });
  }

  /** The worker sends this page its sessions. */
  tell(sessions: SessionsSnapshot = this.sessions): void {
    this.sessions = sessions;
    const data = { keyring: 1, event: { type: 'sessions-changed', ...sessions } };
    this.#container.dispatchEvent(new MessageEvent('message', { data }));
  }

  /** The worker tells this page which of its requests wait: any value, as another version may send. */
  tellStepUps(waiting: unknown): void {
    const data = { keyring: 1, event: { type: 'step-ups-changed', waiting } };
    this.#container.dispatchEvent(new MessageEvent('message', { data }));
  }

  /** A new version of the worker takes this page over; null: the worker is unregistered. */
  replaceWorker(worker: 'new' | null = 'new'): void {
    Object.assign(this.#container, { controller: worker === null ? null : this.#worker() });
    this.#container.dispatchEvent(new Event('controllerchange'));
  }

  show(visibilityState: DocumentVisibilityState): void {
    Object.assign(this.#document, { visibilityState });
    this.#document.dispatchEvent(new Event('visibilitychange'));
  }

  #worker() {
    return {
      postMessage: (message: unknown, [port]: [MessagePort]) => {
        const request = parseRequest(message);
        this.asked.push(request);
        const answers = {
          'list-sessions': this.sessions,
          'start-authorization': { authorizationUrl: 'https://authkit.test/' },
        };
        const error = this.errors.get(request.type);
        if (error !== undefined) return port.postMessage({ keyring: 1, error: toWireError(error) });
        const answer = Object.entries(answers).find(([type]) => type === request.type)?.[1] ?? {};
        port.postMessage({ keyring: 1, answer });
      },
    };
  }

  #counted<T extends EventTarget>(target: T): T {
    const add = target.addEventListener.bind(target);
    const remove = target.removeEventListener.bind(target);
    const added: { readonly type: string; readonly listener: unknown }[] = [];
    target.removeEventListener = (type: string, listener: EventListenerOrEventListenerObject | null) => {
      remove(type, listener);
      const at = added.findIndex((one) => one.type === type && one.listener === listener);
      if (at === -1) return;
      added.splice(at, 1);
      this.listeners -= 1;
    };
    target.addEventListener = (
      type: string,
      listener: EventListenerOrEventListenerObject | null,
      options?: boolean | AddEventListenerOptions,
    ) => {
      add(type, listener, options);
      added.push({ type, listener });
      this.listeners += 1;
      const signal = typeof options === 'object' ? options.signal : undefined;
      signal?.addEventListener('abort', () => target.removeEventListener(type, listener));
    };
    return target;
  }
}
