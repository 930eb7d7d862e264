import { EventHandlers } from './event-handlers.ts';

type Handler<E extends Event> = ((this: WebSocket, event: E) => unknown) | null;

/** The events of `WebSocket`: `addEventListener` with their types, and the four `on…` properties. */
export class SocketEvents extends EventTarget {
  declare addEventListener: WebSocket['addEventListener'];
  declare removeEventListener: WebSocket['removeEventListener'];
  readonly #handlers = new EventHandlers(this);

  get onopen(): Handler<Event> {
    return this.#handlers.get('open') as Handler<Event>;
  }

  set onopen(handler: Handler<Event>) {
    this.#handlers.set('open', handler);
  }

  get onmessage(): Handler<MessageEvent> {
    return this.#handlers.get('message') as Handler<MessageEvent>;
  }

  set onmessage(handler: Handler<MessageEvent>) {
    this.#handlers.set('message', handler);
  }

  get onerror(): Handler<Event> {
    return this.#handlers.get('error') as Handler<Event>;
  }

  set onerror(handler: Handler<Event>) {
    this.#handlers.set('error', handler);
  }

  get onclose(): Handler<CloseEvent> {
    return this.#handlers.get('close') as Handler<CloseEvent>;
  }

  set onclose(handler: Handler<CloseEvent>) {
    this.#handlers.set('close', handler);
  }
}
