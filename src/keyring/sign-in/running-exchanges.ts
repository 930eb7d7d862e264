import type { SessionChanges } from '../session/session-changes.ts';
import type { ExchangedCode } from './code-exchange.ts';
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

  /** Waits for an exchange. @returns `overtaken`: a sign-out came first; the grant is revoked */
  async run(
    flow: Flow,
    exchange: Promise<ExchangedCode>,
  ): Promise<ExchangedCode | { readonly type: 'overtaken' }> {
    this.#flows.add(flow);
    const exchanged = await exchange;
    const isCurrent = this.#flows.delete(flow);
    if (isCurrent) return exchanged;
    if (exchanged.type === 'accepted') await this.#changes.revoke(exchanged.grant.sessionId);
    return { type: 'overtaken' };
  }

  /** Counts a sign-out, and makes the result of every exchange that `matches` count for nothing. */
  clear(matches: (flow: Flow) => boolean): void {
    this.#signOuts += 1;
    for (const flow of this.#flows) if (matches(flow)) this.#flows.delete(flow);
  }
}
