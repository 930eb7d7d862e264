import { planRetry } from '../timing/retry.ts';
import type { RefreshRequest, RunResult } from './refresh-request.ts';
import { RefreshTurn, type RefreshTurnParts } from './refresh-turn.ts';
import type { Turns } from './turns.ts';

/** What a run needs. */
export interface RefreshRunParts extends RefreshTurnParts {
  readonly turns: Turns;
}

/** Takes turns of the credential until the provider's response has a result. Between two turns, the other organizations of the credential have theirs. */
export async function runRefresh(parts: RefreshRunParts, request: RefreshRequest): Promise<RunResult> {
  const { platform, turns } = parts;
  const { credentialId, deadline } = request;
  const progress = { requests: 0, mismatches: 0 };
  for (let attempt = 0; ; attempt += 1) {
    const turn = await turns.take(credentialId, deadline.remaining, () =>
      new RefreshTurn(parts, request, progress).run(),
    );
    if (turn.type !== 'again') return turn;
    const { retryAfter, isAnswered } = turn;
    const { retryDelay, cooldown } = planRetry(attempt, request.urgency, platform.random(), retryAfter);
    // `isOnline` is a hint, so it counts only when the provider did not respond.
    const isOffline = !isAnswered && !platform.isOnline();
    if (retryDelay === null || isOffline || retryDelay >= deadline.remaining)
      return turn.settled ?? { type: 'failed', cooldown, isAnswered };
    await platform.delay(retryDelay);
  }
}
