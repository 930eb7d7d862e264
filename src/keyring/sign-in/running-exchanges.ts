import type { SessionChanges } from '../session/session-changes.ts';
import type { AcceptedCode, ExchangedCode } from './code-exchange.ts';
import type { Flow } from './flow.ts';

/** Code exchanges that this worker runs. A sign-out during an exchange wins over its result (R42). */
export class RunningExchanges {
  readonly #flows = new Set<Flow>();
  readonly #changes: SessionChanges;
  /** Sign-outs since this worker started. */
  #signOuts = 0;

  constructor(changes: SessionChanges) {
    this.#changes = changes;
  }

  get signOuts(): number {
    return this.#signOuts;
  }

  /**
   * Waits for an exchange, and for `keep`, which stores what it brought: until then a sign-out finds no session to end.
   *
   * @returns `overtaken`: a sign-out came first; the grant is revoked
   */
  async run(
    flow: Flow,
    exchange: Promise<ExchangedCode>,
    keep: (accepted: AcceptedCode, isCurrent: () => boolean) => Promise<void>,
  ): Promise<ExchangedCode | { readonly type: 'overtaken' }> {
    this.#flows.add(flow);
    const isCurrent = (): boolean => this.#flows.has(flow);
    try {
      const exchanged = await exchange;
      if (exchanged.type === 'accepted')
        await (isCurrent() ? keep(exchanged, isCurrent) : this.#changes.revoke(exchanged.grant.sessionId));
      return isCurrent() ? exchanged : { type: 'overtaken' };
    } finally {
      this.#flows.delete(flow);
    }
  }

  /** Counts a sign-out, and makes the result of every exchange that `matches` count for nothing. */
  clear(matches: (flow: Flow) => boolean): void {
    this.#signOuts += 1;
    for (const flow of this.#flows) if (matches(flow)) this.#flows.delete(flow);
  }
}
