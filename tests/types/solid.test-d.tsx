import type { Keyring, SessionStatus } from 'org-keyring/client';
import { type GuardState, RequireSession, useKeyring, useSession, useSessions } from 'org-keyring/solid';
import type { Accessor } from 'solid-js';
import { expectType } from './expect.ts';

declare const slug: string;

expectType<Keyring>()(useKeyring().keyring);
expectType<readonly SessionStatus[]>()(useKeyring().sessions());
expectType<Accessor<readonly SessionStatus[]>>()(useSessions());
expectType<Accessor<SessionStatus | undefined>>()(useSession(() => slug));

export function Guarded() {
  return (
    <RequireSession
      slug={slug}
      fallback={(state, actions) => {
        expectType<GuardState>()(state);
        return (
          <button type="button" onClick={actions.signIn}>
            {state.type}
          </button>
        );
      }}
    >
      {(status) => {
        expectType<Accessor<SessionStatus>>()(status);
        return status().organization.name;
      }}
    </RequireSession>
  );
}

export function Unguarded() {
  // @ts-expect-error: without a fallback there is nothing to show while no user is signed in.
  return <RequireSession slug={slug}>{() => 'notes'}</RequireSession>;
}
