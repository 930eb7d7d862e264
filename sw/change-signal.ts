/** Tells one listener that sessions changed; a change before the listener exists is told when it comes. */
export class ChangeSignal {
  #listener: (() => void) | undefined;
  #isPending = false;

  readonly emit = (): void => {
    if (this.#listener === undefined) this.#isPending = true;
    else this.#listener();
  };

  listen(listener: () => void): void {
    this.#listener = listener;
    if (this.#isPending) listener();
  }
}
