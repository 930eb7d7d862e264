import { isUsable, type SessionStatus } from '../../client/index.ts';
import { reasonWords } from '../sessions/session-words.ts';

/** The place of an organization in a sign-in to all. */
export interface ProgressContext {
  /** Its place among the organizations that wait, from 0; -1: it does not wait. */
  readonly place: number;
  readonly isLeaving: boolean;
  /** Code of the reason why it was left out. */
  readonly skipped: string | undefined;
  /** The text for its state outside of a sign-in to all. */
  readonly otherwise: string;
}

/** The state of one organization in a sign-in to all, as a text for the user. */
export function progressWords(
  status: SessionStatus,
  { place, isLeaving, skipped, otherwise }: ProgressContext,
): string {
  const { organization, session } = status;
  if (isUsable(session)) return otherwise;
  if (place >= 0) return isLeaving && place === 0 ? 'signing in' : 'waits';
  if (skipped !== undefined) return SKIPPED.get(skipped) ?? 'not signed in';
  if (session.status === 'needs-authorization') return reasonWords(status);
  if (session.status === 'authorizing') return 'A sign-in has started and is not finished.';
  if (organization.requires === 'sso') return 'Asks for single sign-on (SSO).';
  if (organization.requires === 'mfa') return 'Asks for a second factor.';
  return otherwise;
}

const SKIPPED: ReadonlyMap<string, string> = new Map([
  ['authorization_in_progress', 'Another tab is signing in.'],
  ['authorization_limited', 'Signing in was tried twice and did not last.'],
  ['organization_unknown', 'It is not known any more.'],
  ['other_account', 'It belongs to another account on this device.'],
]);
