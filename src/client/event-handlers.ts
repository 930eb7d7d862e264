/** The `on…` properties of an event target: one listener for each type, in the place where it was first set. */
export class EventHandlers {
  readonly #target: EventTarget;
  readonly #handlers = new Map<string, { readonly handler: object; readonly listener: EventListener }>();

  constructor(target: EventTarget) {
    this.#target = target;
  }

  get(type: string): unknown {
    return this.#handlers.get(type)?.handler ?? null;
  }

  set(type: string, handler: unknown): void {
    const before = this.#handlers.get(type);
    if (before !== undefined) this.#target.removeEventListener(type, before.listener);
    this.#handlers.delete(type);
    if (typeof handler !== 'function') return;
    const listener: EventListener = (event) => Reflect.apply(handler, this.#target, [event]);
    this.#handlers.set(type, { handler, listener });
    this.#target.addEventListener(type, listener);
  }
}
