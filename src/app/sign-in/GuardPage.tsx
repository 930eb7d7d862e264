import { Match, Switch } from 'solid-js';
import type { GuardState } from '../../solid/index.ts';
import { NotFound } from '../ui/NotFound.tsx';
import { PageTitle } from '../ui/PageTitle.tsx';
import { Leaving } from './Leaving.tsx';
import { OpenFailed } from './OpenFailed.tsx';
import { QuietProgress } from './QuietProgress.tsx';
import { SignInPrompt } from './SignInPrompt.tsx';
import { WaitingForTab } from './WaitingForTab.tsx';

type StateOf<T extends GuardState['type']> = Extract<GuardState, { type: T }>;

/** Shown in place of an organization that cannot be shown, or not yet. */
export function GuardPage(props: { state: GuardState; signIn: () => void; retry: () => void }) {
  const when = <T extends GuardState['type']>(type: T): StateOf<T> | undefined =>
    props.state.type === type ? (props.state as StateOf<T>) : undefined;
  return (
    <Switch>
      <Match when={when('opening')}>
        <PageTitle title="Opening" />
        <QuietProgress>Opening…</QuietProgress>
      </Match>
      <Match when={when('leaving')}>
        {(leaving) => <Leaving isStuck={leaving().isStuck} retry={props.signIn} />}
      </Match>
      <Match when={when('waiting')}>
        <WaitingForTab signIn={props.signIn} />
      </Match>
      <Match when={when('prompt')}>
        {(prompt) => (
          <SignInPrompt status={prompt().status} isLimited={prompt().isLimited} signIn={props.signIn} />
        )}
      </Match>
      <Match when={when('not-found')}>
        <NotFound isUnknownOrganization />
      </Match>
      <Match when={when('failed')}>
        {(failed) => <OpenFailed error={failed().error} retry={props.retry} />}
      </Match>
    </Switch>
  );
}
