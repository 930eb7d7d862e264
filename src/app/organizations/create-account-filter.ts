import { type Accessor, createMemo, createSignal } from 'solid-js';
import type { SessionStatus } from '../../client/index.ts';
import { accountsOf, membershipsOf } from './accounts.ts';

/** Which organizations belong to the account that a sign-in to all of them is for: the one that signed in last. */
export interface AccountFilter {
  /** Its email; null: nobody is signed in. */
  readonly email: Accessor<string | null>;
  /** Whether the account may enter an organization, as far as is known. */
  readonly isOfAccount: (status: SessionStatus) => boolean;
  /** Asks what the account may enter, where another one is here that could be meant. It never rejects. */
  readonly learn: () => Promise<void>;
}

/** @param sessions every session of this device, live */
export function createAccountFilter(sessions: Accessor<readonly SessionStatus[]>): AccountFilter {
  /** `undefined`: only one account is here, or nobody can say. */
  const [allowed, setAllowed] = createSignal<ReadonlySet<string>>();
  const accounts = createMemo(() => accountsOf(sessions()));
  let learning: Promise<void> | undefined;

  const ask = async (): Promise<void> => {
    const [first, ...others] = accounts();
    if (first !== undefined && others.length > 0)
      setAllowed(await membershipsOf(first).catch(() => undefined));
  };
  return {
    email: () => accounts()[0]?.user.email ?? null,
    isOfAccount: ({ organization }) => allowed()?.has(organization.id) ?? true,
    // Once: the list is read before anything begins, and asking again would hold up each step.
    learn: () => {
      learning ??= ask();
      return learning;
    },
  };
}
