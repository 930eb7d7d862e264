/** Tells one listener that sessions changed. A change before {@link listen} is reported by that call. */
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
