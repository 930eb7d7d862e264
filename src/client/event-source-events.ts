import { EventHandlers } from './event-handlers.ts';

type Handler<E extends Event> = ((this: EventSource, event: E) => unknown) | null;

/** The events of `EventSource`: `addEventListener` with their types, and the three `on…` properties. */
export class EventSourceEvents extends EventTarget {
  declare addEventListener: EventSource['addEventListener'];
  declare removeEventListener: EventSource['removeEventListener'];
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
}
