import { createSignal, Match, Switch } from 'solid-js';
import type { Keyring, KeyringSnapshot, OrganizationChange } from '../client/index.ts';
import { KeyringProvider } from '../solid/index.ts';
import { App } from './App.tsx';
import { QuietProgress } from './components/QuietProgress.tsx';
import { ConnectionFailed } from './routes/ConnectionFailed.tsx';

/** What {@link Start} waits for. */
export interface Connection {
  readonly keyring: Keyring;
  readonly organizationChange: OrganizationChange;
  readonly initialSnapshot: KeyringSnapshot;
}

/** Shows the app once the worker controls this page. Nothing that calls an API renders before (R39). */
export function Start(props: { connecting: Promise<Connection> }) {
  const [connection, setConnection] = createSignal<Connection>();
  const [failure, setFailure] = createSignal<{ readonly error: unknown }>();
  props.connecting.then(setConnection, (error: unknown) => setFailure({ error }));

  return (
    <Switch fallback={<QuietProgress>Opening your keyring…</QuietProgress>}>
      <Match when={connection()}>
        {(connected) => (
          <KeyringProvider {...connected()}>
            <App />
          </KeyringProvider>
        )}
      </Match>
      <Match when={failure()}>{(failed) => <ConnectionFailed error={failed().error} />}</Match>
    </Switch>
  );
}
