import type { KeyringError } from '../protocol/errors.ts';
import { isUsable, type SessionStatus } from '../protocol/session-status.ts';
import { canSignInSilently, type SignInRun } from './sign-in-run.ts';

/** What a sign-in to all organizations is doing. */
export type SignInToAllPhase =
  /** Nothing continues without a click: not started, done, or stopped. `error`: why it stopped */
  | { readonly type: 'resting'; readonly error?: KeyringError }
  | { readonly type: 'starting' }
  /** The page leaves for AuthKit and will come back. */
  | { readonly type: 'leaving' }
  /** AuthKit accepts no more sign-ins for now. `until`: ms since the epoch */
  | { readonly type: 'paused'; readonly until: number }
  | { readonly type: 'offline' };

/** The progress of a sign-in to all organizations. */
export interface SignInToAllState {
  readonly phase: SignInToAllPhase;
  /** Organizations that will be signed in to, in this order. */
  readonly waiting: readonly SessionStatus[];
  /** Organizations that a click would sign in to now. */
  readonly possible: readonly SessionStatus[];
  /**
   * Why an organization is left out, by its id: a code of `KeyringError`, or `other_account` where the account that signs
   * in is no member.
   */
  readonly skipped: ReadonlyMap<string, string>;
}

/** The account that a sign-in to all organizations is for. */
export interface SignInToAllAccount {
  readonly email: string;
  /** Ids of the organizations that it is a member of; left out: all that are listed. */
  readonly organizationIds?: ReadonlySet<string> | undefined;
}

/** What the state is computed from. */
interface SignInToAllInput {
  readonly phase: SignInToAllPhase;
  /** `undefined`: no sign-in is under way in this tab. */
  readonly run: SignInRun | undefined;
  readonly organizations: readonly SessionStatus[];
  /** Organizations that this run signed in to without a navigation, or was refused: the list may not tell yet. */
  readonly done: ReadonlySet<string>;
  /** `undefined`: not known yet. */
  readonly account: SignInToAllAccount | undefined;
}

export function signInToAllState({
  phase,
  run,
  organizations,
  done,
  account,
}: SignInToAllInput): SignInToAllState {
  const isOfAccount = ({ organization }: SessionStatus): boolean =>
    account?.organizationIds?.has(organization.id) ?? true;
  const others = organizations.filter((status) => !isOfAccount(status));
  const possible = organizations.filter((status) => canSignInSilently(status) && isOfAccount(status));
  const skipped = new Map(run?.skipped.map(({ id, code }) => [id, code]));
  const wanted = new Set(run?.wanted.filter((id) => !skipped.has(id)));
  // A sign-in that the user left at AuthKit starts again only by a click.
  const waiting = possible.filter(
    ({ organization, session }) =>
      wanted.has(organization.id) &&
      !done.has(organization.id) &&
      !(run?.hasLeft === true && session.status === 'authorizing'),
  );
  for (const { organization } of others) skipped.set(organization.id, 'other_account');
  return { phase, waiting, possible, skipped };
}

/** The account that signed in last on this device. */
export function latestAccount(sessions: readonly SessionStatus[]): SignInToAllAccount | undefined {
  const usable = sessions.flatMap(({ session }) => (isUsable(session) ? [session] : []));
  return usable.sort((a, b) => b.signedInAt - a.signedInAt)[0]?.user;
}
