import { EventHandlers } from './event-handlers.ts';

type Handler<Target, E extends Event> = ((this: Target, event: E) => unknown) | null;

/** What `WebSocket` and `EventSource` have in common: three of their `on…` properties. */
class StreamEvents<Target> extends EventTarget {
  protected readonly handlers = new EventHandlers(this);

  get onopen(): Handler<Target, Event> {
    return this.handlers.get('open') as Handler<Target, Event>;
  }

  set onopen(handler: Handler<Target, Event>) {
    this.handlers.set('open', handler);
  }

  get onmessage(): Handler<Target, MessageEvent> {
    return this.handlers.get('message') as Handler<Target, MessageEvent>;
  }

  set onmessage(handler: Handler<Target, MessageEvent>) {
    this.handlers.set('message', handler);
  }

  get onerror(): Handler<Target, Event> {
    return this.handlers.get('error') as Handler<Target, Event>;
  }

  set onerror(handler: Handler<Target, Event>) {
    this.handlers.set('error', handler);
  }
}

/** The events of `EventSource`: `addEventListener` with their types, and the three `on…` properties. */
export class EventSourceEvents extends StreamEvents<EventSource> {
  declare addEventListener: EventSource['addEventListener'];
  declare removeEventListener: EventSource['removeEventListener'];
}

/** The events of `WebSocket`: `addEventListener` with their types, and the four `on…` properties. */
export class SocketEvents extends StreamEvents<WebSocket> {
  declare addEventListener: WebSocket['addEventListener'];
  declare removeEventListener: WebSocket['removeEventListener'];

  get onclose(): Handler<WebSocket, CloseEvent> {
    return this.handlers.get('close') as Handler<WebSocket, CloseEvent>;
  }

  set onclose(handler: Handler<WebSocket, CloseEvent>) {
    this.handlers.set('close', handler);
  }
}
