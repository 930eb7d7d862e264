import { createSignal, Match, Switch } from 'solid-js';
import type { Keyring, OrganizationChange } from '../client/index.ts';
import { KeyringProvider } from '../solid/index.ts';
import { App } from './App.tsx';
import { SessionUnconfirmed } from './sessions/SessionUnconfirmed.tsx';
import { QuietProgress } from './sign-in/QuietProgress.tsx';
import { ConnectionFailed } from './ui/ConnectionFailed.tsx';

/** What {@link Start} needs before it can render the app. */
export interface Connection {
  readonly keyring: Keyring;
  readonly organizationChange: OrganizationChange;
}

/** Renders the app once the worker controls this page. No component that calls an API renders earlier (R39). */
export function Start(props: { connect: () => Promise<Connection> }) {
  const [connection, setConnection] = createSignal<Connection>();
  const [failure, setFailure] = createSignal<{ readonly error: unknown }>();
  const start = (): void => {
    setFailure(undefined);
    props.connect().then(setConnection, (error: unknown) => setFailure({ error }));
  };
  start();

  return (
    <Switch fallback={<QuietProgress>Opening your keyring…</QuietProgress>}>
      <Match when={connection()}>
        {(connected) => (
          <KeyringProvider
            {...connected()}
            unconfirmed={(reason, check) => <SessionUnconfirmed reason={reason} retry={check} />}
          >
            <App />
          </KeyringProvider>
        )}
      </Match>
      <Match when={failure()}>{(failed) => <ConnectionFailed error={failed().error} retry={start} />}</Match>
    </Switch>
  );
}
