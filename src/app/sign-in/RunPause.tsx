import { createEffect, createSignal, Match, onCleanup, Switch } from 'solid-js';
import type { SignInToAllPhase } from '../../client/index.ts';

/** Why a sign-in to all organizations is paused. */
export function RunPause(props: { phase: SignInToAllPhase; tryNow: () => void }) {
  const until = () => (props.phase.type === 'paused' ? props.phase.until : undefined);
  const [now, setNow] = createSignal(Date.now());
  createEffect(() => {
    if (until() === undefined) return;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), 1000);
    onCleanup(() => clearInterval(timer));
  });
  const seconds = (end: number): number => Math.max(0, Math.ceil((end - now()) / 1000));
  return (
    <Switch>
      <Match when={until()}>
        {(end) => (
          <div class="notice">
            {/* A timer, not a status: read out every second it would be noise. */}
            <p class="notice-text" role="timer">
              AuthKit allows ten sign-ins a minute. Going on in {seconds(end())}{' '}
              {seconds(end()) === 1 ? 'second' : 'seconds'}.
            </p>
          </div>
        )}
      </Match>
      <Match when={props.phase.type === 'offline'}>
        <div class="notice" role="status">
          <p class="notice-text">This device is offline. The sign-in continues when it is online again.</p>
          <button type="button" class="button" onClick={() => props.tryNow()}>
            Try now
          </button>
        </div>
      </Match>
    </Switch>
  );
}
