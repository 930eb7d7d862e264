type Handler<E extends Event> = ((this: WebSocket, event: E) => unknown) | null;

/** The events of `WebSocket`: `addEventListener` with their types, and the four `on…` properties. */
export class SocketEvents extends EventTarget {
  declare addEventListener: WebSocket['addEventListener'];
  declare removeEventListener: WebSocket['removeEventListener'];
  readonly #handlers = new Map<string, { readonly handler: unknown; readonly listener: EventListener }>();

  get onopen(): Handler<Event> {
    return this.#read('open');
  }

  set onopen(handler: Handler<Event>) {
    this.#set('open', handler);
  }

  get onmessage(): Handler<MessageEvent> {
    return this.#read('message');
  }

  set onmessage(handler: Handler<MessageEvent>) {
    this.#set('message', handler);
  }

  get onerror(): Handler<Event> {
    return this.#read('error');
  }

  set onerror(handler: Handler<Event>) {
    this.#set('error', handler);
  }

  get onclose(): Handler<CloseEvent> {
    return this.#read('close');
  }

  set onclose(handler: Handler<CloseEvent>) {
    this.#set('close', handler);
  }

  #read<E extends Event>(type: string): Handler<E> {
    return (this.#handlers.get(type)?.handler ?? null) as Handler<E>;
  }

  #set<E extends Event>(type: string, handler: Handler<E>): void {
    const before = this.#handlers.get(type);
    if (before !== undefined) super.removeEventListener(type, before.listener);
    this.#handlers.delete(type);
    if (typeof handler !== 'function') return;
    const listener: EventListener = (event) => Reflect.apply(handler, this, [event]);
    this.#handlers.set(type, { handler, listener });
    super.addEventListener(type, listener);
  }
}
