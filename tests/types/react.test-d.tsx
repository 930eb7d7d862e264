import type { Keyring, KeyringSnapshot, SessionStatus } from 'org-keyring/client';
import {
  type GuardState,
  KeyringProvider,
  RequireSession,
  SessionLost,
  useKeyring,
  useKeyringSnapshot,
  useOrganization,
  useSession,
  useSessions,
} from 'org-keyring/react';
import { expectType } from './expect.ts';

declare const keyring: Keyring;

export function Guarded() {
  expectType<Keyring>()(useKeyring());
  expectType<KeyringSnapshot>()(useKeyringSnapshot());
  expectType<readonly SessionStatus[]>()(useSessions());
  expectType<SessionStatus | undefined>()(useSession('acme'));
  expectType<SessionStatus | undefined>()(useOrganization().status);
  return (
    <KeyringProvider
      keyring={keyring}
      unconfirmed={(reason, check) => (
        <button type="button" onClick={check}>
          {reason}
        </button>
      )}
    >
      <RequireSession
        slug="acme"
        fallback={(state, { signIn, retry }) => {
          expectType<GuardState>()(state);
          return (
            <button type="button" onClick={state.type === 'failed' ? retry : signIn}>
              {state.type}
            </button>
          );
        }}
      >
        {(status) => {
          expectType<SessionStatus>()(status);
          return <SessionLost status={status}>{({ words }) => words}</SessionLost>;
        }}
      </RequireSession>
    </KeyringProvider>
  );
}

export function Unguarded() {
  // @ts-expect-error: without a fallback there is nothing to show while there is no session.
  return <RequireSession slug="acme">{() => 'notes'}</RequireSession>;
}
