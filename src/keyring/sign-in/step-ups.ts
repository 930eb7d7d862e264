import { KeyringError } from '../../protocol/errors.ts';
import type { Organization } from '../../protocol/session-status.ts';
import {
  STEP_UP_COUNT,
  STEP_UP_LIMIT,
  type StepUpAnswer,
  type StepUpRequest,
} from '../../protocol/step-up.ts';
import type { SessionObserver } from '../ports/observer.ts';
import type { Platform } from '../ports/platform.ts';
import type { Grant } from '../session/session.ts';
import { type ChallengedRequest, checkStepUp } from './check-step-up.ts';
import { base64url, type FlowStepUp } from './flow.ts';

/** Longest wait for a page to tell whether it shows a held request, ms: a page without the keyring's code never does. */
const STEP_UP_PATIENCE = 5_000;

/** What becomes of a held request. `unhandled`: the page shows it to no one. */
export type StepUpOutcome =
  | { readonly type: 'confirmed' | 'unhandled' }
  | { readonly type: 'refused'; readonly reason: string };

interface Held {
  readonly request: ChallengedRequest;
  /** By the clock that never jumps, ms. */
  readonly since: number;
  isShown: boolean;
  readonly end: (outcome: StepUpOutcome) => void;
}

/** What step-ups need. */
export interface StepUpsParts {
  readonly platform: Pick<Platform, 'monotonicNow' | 'randomBytes' | 'delay'>;
  readonly observer: Pick<SessionObserver, 'stepUpsChanged'>;
}

/**
 * The requests that wait until their user has authenticated again (RFC 9470). They are kept in memory only: if the browser
 * stops the worker, it ends their fetch events too.
 */
export class StepUps {
  readonly #parts: StepUpsParts;
  readonly #held = new Map<string, Held>();

  constructor(parts: StepUpsParts) {
    this.#parts = parts;
  }

  /** Holds a request. It resolves in any case, at the latest {@link STEP_UP_LIMIT} after the page has shown it. */
  hold(request: ChallengedRequest): Promise<StepUpOutcome> {
    const { platform } = this.#parts;
    const others = [...this.#held.values()].filter((held) => held.request.clientId === request.clientId);
    if (others.length >= STEP_UP_COUNT) {
      // A page that shows none of them gets the API's responses to all of them.
      const isShown = others.some((held) => held.isShown);
      return Promise.resolve(isShown ? { type: 'refused', reason: 'too_many' } : { type: 'unhandled' });
    }
    const id = base64url(platform.randomBytes(16));
    return new Promise((resolve) => {
      const end = (outcome: StepUpOutcome): void => {
        if (!this.#held.delete(id)) return;
        resolve(outcome);
        this.#notify(request.clientId);
      };
      this.#held.set(id, { request, since: platform.monotonicNow(), isShown: false, end });
      request.onLeft?.(() => end({ type: 'refused', reason: 'aborted' }));
      void platform.delay(STEP_UP_PATIENCE).then(() => {
        if (this.#held.get(id)?.isShown === false) end({ type: 'unhandled' });
      });
      this.#notify(request.clientId);
    });
  }

  /** Takes what a page says about a request. Only the page that sent the request is heard. */
  answer(id: string, clientId: string, answer: StepUpAnswer): void {
    const held = this.#find(id, clientId);
    if (held === undefined) return;
    if (answer === 'refused') held.end({ type: 'refused', reason: 'declined' });
    else if (held.isShown) return;
    else if (answer === 'unhandled') held.end({ type: 'unhandled' });
    else {
      held.isShown = true;
      void this.#parts.platform
        .delay(STEP_UP_LIMIT)
        .then(() => held.end({ type: 'refused', reason: 'deadline_exceeded' }));
    }
  }

  /**
   * What a sign-in has to show for a request that its user has confirmed.
   *
   * @throws KeyringError `step_up_refused`: this page has no such request, or no longer
   */
  confirm(
    id: string,
    clientId: string,
  ): { readonly organization: Organization; readonly stepUp: FlowStepUp } {
    const held = this.#find(id, clientId);
    if (held === undefined) throw stepUpError('ended');
    const { organization, userId, maxAge } = held.request;
    return { organization, stepUp: { id, userId, maxAge } };
  }

  /** Ends a request with the grant of the sign-in that was started for it, once that is stored. */
  finish({ id }: FlowStepUp, organizationId: string, grant: Grant): void {
    const held = this.#held.get(id);
    if (held === undefined) return;
    const elapsed = this.#parts.platform.monotonicNow() - held.since;
    const reason = checkStepUp(held.request, organizationId, grant, elapsed);
    held.end(reason === undefined ? { type: 'confirmed' } : { type: 'refused', reason });
  }

  /** Ends a request whose sign-in has failed. */
  fail({ id }: FlowStepUp, reason: string): void {
    this.#held.get(id)?.end({ type: 'refused', reason });
  }

  /** Ends the requests of organizations that the user has signed out of. */
  clear(organizationIds: readonly string[] | 'all'): void {
    for (const { request, end } of [...this.#held.values()])
      if (organizationIds === 'all' || organizationIds.includes(request.organization.id))
        end({ type: 'refused', reason: 'signed_out' });
  }

  #find(id: string, clientId: string): Held | undefined {
    const held = this.#held.get(id);
    return held?.request.clientId === clientId ? held : undefined;
  }

  #of(clientId: string): readonly StepUpRequest[] {
    return [...this.#held].flatMap(([id, { request }]) => {
      const { organization, method, origin, path, maxAge } = request;
      return request.clientId === clientId ? { id, organization, method, origin, path, maxAge } : [];
    });
  }

  #notify(clientId: string): void {
    this.#parts.observer.stepUpsChanged(clientId, this.#of(clientId));
  }
}

/** The error of a request that an API refused and that was not sent again. */
export function stepUpError(reason: string): KeyringError {
  return new KeyringError(
    'step_up_refused',
    'Nothing was changed: this needs a new sign-in, and it was not completed.',
    { reason },
  );
}
