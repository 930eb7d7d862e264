import { type Accessor, createMemo, createSignal } from 'solid-js';
import type { SessionStatus } from '../../client/index.ts';
import { accountsOf, membershipsOf } from './accounts.ts';

/** Filters organizations for "Sign in to all", which uses the account that signed in last. */
export interface AccountFilter {
  /** The account's email; null if no user is signed in. */
  readonly email: Accessor<string | null>;
  /** Whether the account may enter an organization; `true` if unknown. */
  readonly isOfAccount: (status: SessionStatus) => boolean;
  /** Reads the account's memberships if several accounts are signed in. Never rejects. */
  readonly learn: () => Promise<void>;
}

/** @param sessions every session of this device, live */
export function createAccountFilter(sessions: Accessor<readonly SessionStatus[]>): AccountFilter {
  /** `undefined` if there is only one account, or if the memberships are unknown. */
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
    // Read once, before the first sign-in. Another request would delay each step.
    learn: () => {
      learning ??= ask();
      return learning;
    },
  };
}
