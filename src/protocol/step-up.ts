import type { Organization } from './session-status.ts';

/**
 * A request that an API refused until its user authenticates again (RFC 9470). The worker holds it. A page shows what is
 * here, so that the user knows what they confirm.
 */
export interface StepUpRequest {
  readonly id: string;
  readonly organization: Organization;
  readonly method: string;
  /** Origin of the API. */
  readonly origin: string;
  /** Path of the request's URL, without its query. */
  readonly path: string;
  /** How long ago the user may have authenticated for this request, s. */
  readonly maxAge: number;
}

/**
 * What a page does with a held request. `shown`: the user sees it; `unhandled`: nothing in the page shows it, so the worker
 * forwards the API's response.
 */
export const STEP_UP_ANSWERS = ['shown', 'unhandled', 'refused'] as const;
export type StepUpAnswer = (typeof STEP_UP_ANSWERS)[number];

/**
 * Longest time that a request is held once the page has shown it, ms. Browsers end a request that a worker has not
 * responded to within five minutes.
 */
export const STEP_UP_LIMIT = 3 * 60_000;
/** Most requests that are held for one page. */
export const STEP_UP_COUNT = 4;
