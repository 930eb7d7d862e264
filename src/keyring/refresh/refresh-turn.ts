import type { AuthorizationReason } from '../../protocol/session-status.ts';
import { WITHOUT_ORGANIZATION } from '../../protocol/without-organization.ts';
import type { Credential } from '../session/credential.ts';
import type { Session } from '../session/session.ts';
import { remainingLifetime } from '../session/token-set.ts';
import type { AuthenticationBudget } from '../timing/authentication-budget.ts';
import { Deadline } from '../timing/deadline.ts';
import { type ApplyGrantParts, applyGrant } from './apply-grant.ts';
import { endAtLimit, endRejected } from './end-credential.ts';
import { type AttemptResult, attemptRefresh, type RefreshAttemptParts } from './refresh-attempt.ts';
import type { RefreshRequest, RunResult } from './refresh-request.ts';
import { RequestOrder } from './request-order.ts';

/** Longest wait for the response to a repeated request of another organization, ms (R35). */
const REPEAT_TIMEOUT = 3_000;
/** Responses for another user or organization, in one run, after which it gives up. */
const MISMATCH_LIMIT = 2;
/** How long an expired session waits after such responses, ms. */
const MISMATCH_COOLDOWN = 4_000;

/** What a turn needs. */
export interface RefreshTurnParts extends RefreshAttemptParts, ApplyGrantParts {
  readonly budget: AuthenticationBudget;
}

type Granted = Extract<AttemptResult, { readonly type: 'granted' }>;
type Again = Extract<AttemptResult, { readonly type: 'again' }>;

const AGAIN: Again = { type: 'again', retryAfter: null, isAnswered: true };

/** Counts over all turns of one run. */
export interface RunProgress {
  requests: number;
  mismatches: number;
}

/** The result of one turn. */
export type TurnResult =
  | RunResult
  /** Another turn has to follow. `settled`: the session's own result, while the credential still waits for one. */
  | (Again & { readonly settled?: RunResult | undefined });

/**
 * One turn of a credential, for one organization: requests in the {@link RequestOrder} until the session has its result.
 * What they bring is kept, whatever organization it is for.
 */
export class RefreshTurn {
  readonly #parts: RefreshTurnParts;
  readonly #request: RefreshRequest;
  readonly #progress: RunProgress;
  #credential: Credential | undefined;
  readonly #order: RequestOrder;
  #settled: RunResult | undefined;
  #again = AGAIN;

  constructor(parts: RefreshTurnParts, request: RefreshRequest, progress: RunProgress) {
    this.#parts = parts;
    this.#request = request;
    this.#progress = progress;
    this.#order = new RequestOrder(this.#target);
  }

  async run(): Promise<TurnResult> {
    const { store, credentials, changes, budget } = this.#parts;
    const { before, credentialId, urgency } = this.#request;
    this.#credential = await credentials.read(credentialId);
    for (;;) {
      // Another worker may have changed the session while this one waited for its turn.
      const session = await store.read(this.#target);
      if (this.#settled === undefined && !isUnchanged(session, before)) return finished(session);
      if (this.#credential === undefined) {
        const ended = { type: 'credential-ended', reason: 'expired', credentialId } as const;
        return this.#settled ?? finished(await changes.apply(this.#target, ended));
      }
      await this.#endIfMoved(this.#credential);
      const asked = this.#order.next(this.#credential, this.#settled !== undefined);
      if (asked === undefined) return this.#result(this.#credential);
      if (!(await budget.spend(this.#settled === undefined ? urgency : 'waiting', this.#target)))
        return { type: 'deferred', requests: this.#progress.requests };
      const stop = await this.#send(this.#credential, asked, session);
      if (stop !== undefined) return stop;
    }
  }

  get #target(): string {
    return this.#request.before.organizationId;
  }

  /**
   * The session without an organization ends when its credential is in an organization: a request that names none would now
   * get a token of that organization.
   */
  async #endIfMoved({ id: credentialId, organizationId }: Credential): Promise<void> {
    if (this.#target !== WITHOUT_ORGANIZATION || organizationId === WITHOUT_ORGANIZATION) return;
    const event = { type: 'organization-entered', credentialId } as const;
    this.#settled ??= finished(await this.#parts.changes.apply(this.#target, event));
  }

  #result({ unanswered }: Credential): TurnResult {
    const settled = this.#settled;
    return settled !== undefined && unanswered.length === 0 ? settled : { ...this.#again, settled };
  }

  async #send(before: Credential, asked: string, session: Session): Promise<TurnResult | undefined> {
    const { platform, credentials } = this.#parts;
    const { deadline } = this.#request;
    const credential = await credentials.send(before, asked);
    if (credential === undefined) return this.#reload();
    this.#credential = credential;
    this.#progress.requests += 1;
    const limit = asked === this.#target ? deadline.remaining : REPEAT_TIMEOUT;
    const limited = new Deadline(platform, Math.min(limit, deadline.remaining));
    const result = await attemptRefresh(this.#parts, credential, {
      organizationId: asked,
      deadline: limited,
    });
    switch (result.type) {
      case 'granted':
        return this.#keep(credential, asked, session, result);
      case 'unchecked':
        return this.#keepUnchecked(credential, asked, result.refreshToken);
      case 'refused':
        return result.about === 'organization'
          ? this.#refuse(credential, asked, session, result.reason)
          : this.#reject(credential, asked, { ...result, isRepeated: before.unanswered.length > 0 });
      case 'wrong-user':
        return this.#mismatch(credential, session, 'wrong_user');
      case 'again':
        return this.#wait(asked, result);
    }
  }

  /** Another worker has changed the credential: this turn goes on with what is stored. */
  async #reload(): Promise<undefined> {
    this.#credential = await this.#parts.credentials.read(this.#request.credentialId);
    this.#order.clear();
  }

  #wait(asked: string, again: Again): undefined {
    this.#order.addSilent(asked);
    this.#again = again;
  }

  /** The refresh token has rotated, and the provider's session is most likely in the organization that was requested. */
  async #keepUnchecked(before: Credential, asked: string, refreshToken: string): Promise<undefined> {
    const newer = { refreshToken, organizationId: asked };
    const credential = await this.#parts.credentials.rotate(before, newer);
    if (credential === undefined) return this.#reload();
    this.#credential = credential;
    this.#order.clearRejected();
    this.#wait(asked, AGAIN);
  }

  async #keep(
    before: Credential,
    asked: string,
    session: Session,
    { grant, organizationId }: Granted,
  ): Promise<TurnResult | undefined> {
    const awaited = this.#settled === undefined ? session : undefined;
    const applied = await applyGrant(this.#parts, before, { grant, organizationId, asked, awaited });
    if (applied.type === 'limit-reached') return this.#reachLimit(before);
    if (applied.type === 'overtaken') return this.#reload();
    const { credential, changed } = applied;
    this.#credential = credential;
    this.#order.clearRejected();
    if (changed !== undefined)
      this.#settled = { ...finished(changed), isRefreshed: changed.status === 'active' };
    const isMismatch = asked === this.#target && organizationId !== asked;
    return isMismatch ? this.#mismatch(credential, session, 'wrong_organization') : undefined;
  }

  /** There is no token for one organization. Its session ends, and the credential is used for others. */
  async #refuse(
    credential: Credential,
    asked: string,
    session: Session,
    reason: AuthorizationReason,
  ): Promise<undefined> {
    const { store, changes, credentials } = this.#parts;
    const isTarget = asked === this.#target;
    const concerned = isTarget ? session : await store.read(asked);
    const { user } = credential;
    const event = { type: 'refused', reason, user, basedOn: concerned.generation } as const;
    if (isTarget) this.#settled ??= finished(await changes.apply(asked, event));
    else if (concerned.status === 'active' && concerned.credentialId === credential.id)
      await changes.apply(asked, event);
    const next = await credentials.refuse(credential, asked);
    await this.#reload();
    this.#credential = next ?? this.#credential;
  }

  /** The refresh token was not accepted. @param isRepeated whether it was sent before without a result */
  async #reject(
    credential: Credential,
    asked: string,
    { reason, isRepeated }: { readonly reason: AuthorizationReason; readonly isRepeated: boolean },
  ): Promise<TurnResult | undefined> {
    const latest = await this.#parts.credentials.read(credential.id);
    if (latest?.generation !== credential.generation) return this.#reload();
    if (!this.#order.addRejected(asked, credential, isRepeated)) return undefined;
    if (!(await endRejected(this.#parts, credential, reason))) return this.#reload();
    return this.#settledOrStored();
  }

  async #reachLimit(credential: Credential): Promise<TurnResult> {
    await endAtLimit(this.#parts, credential);
    return this.#settledOrStored();
  }

  async #settledOrStored(): Promise<TurnResult> {
    return this.#settled ?? finished(await this.#parts.store.read(this.#target));
  }

  /**
   * The tokens were for another organization or user. The access token is used until it expires. Another organization ends
   * no session: the request is repeated later.
   */
  async #mismatch(
    { user }: Credential,
    session: Session,
    reason: 'wrong_organization' | 'wrong_user',
  ): Promise<TurnResult | undefined> {
    const { platform, provider, changes } = this.#parts;
    this.#progress.mismatches += 1;
    const remaining = session.status === 'active' ? remainingLifetime(session.tokens, platform.now()) : 0;
    const isUser = reason === 'wrong_user';
    if (this.#progress.mismatches < MISMATCH_LIMIT && !(isUser && remaining > 0))
      return isUser ? this.#wait(this.#target, AGAIN) : undefined;
    if (remaining === 0 && (isUser || !provider.capabilities.organizationParameter)) {
      const event = { type: 'refused', reason, user, basedOn: session.generation } as const;
      return finished(await changes.apply(this.#target, event));
    }
    return { type: 'failed', cooldown: Math.max(remaining, MISMATCH_COOLDOWN), isAnswered: true };
  }
}

/** Whether a session is still the one that a caller wants refreshed or opened. */
function isUnchanged(session: Session, before: Session): boolean {
  if (before.status !== 'active') return session.generation === before.generation;
  return session.status === 'active' && session.tokens.accessToken === before.tokens.accessToken;
}

function finished(session: Session): Extract<RunResult, { readonly type: 'finished' }> {
  return { type: 'finished', session, isRefreshed: false };
}
