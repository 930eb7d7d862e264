import { createMemo, createUniqueId, Show } from 'solid-js';
import type { PushState } from '../../client/index.ts';
import { ErrorText } from '../ui/ErrorText.tsx';
import { asProblem, problemWords } from '../ui/problem.ts';
import { useNotifications } from './notifications.ts';

const WORDS: Readonly<Record<PushState['status'], string>> = {
  checking: '',
  unsupported:
    'This browser has no push messages. On an iPhone or iPad, add the app to the home screen and open it there.',
  denied: 'Notifications of this app are blocked. You can allow them in the settings of your browser.',
  off: 'Notifications are off.',
  on: 'Notifications are on.',
  busy: 'One moment…',
};

/** Turns notifications of this browser about ended sessions on and off. */
export function NotificationsCard() {
  const id = createUniqueId();
  const { state, turnOn, turnOff } = useNotifications();
  const status = () => state().status;
  // While the browser turns them on or off, the button keeps its words.
  const isOn = createMemo((before: boolean) => (status() === 'busy' ? before : status() === 'on'), false);
  return (
    <section class="card facts notifications" aria-labelledby={id}>
      <h2 id={id}>Notifications</h2>
      <p class="hint">
        If a session is ended elsewhere while this app is closed, your browser can check it at once, delete
        its cached data and tell you. The notification shows the name of the organization.
      </p>
      <p role="status">{WORDS[status()]}</p>
      <ErrorText words={state().error === undefined ? undefined : wordsOf(state().error)} />
      <Show when={status() === 'on' || status() === 'off' || status() === 'busy'}>
        <div class="actions">
          <button
            type="button"
            class="button"
            aria-disabled={status() === 'busy'}
            onClick={() => {
              if (status() !== 'busy') void (isOn() ? turnOff() : turnOn());
            }}
          >
            {isOn() ? 'Turn notifications off' : 'Turn notifications on'}
          </button>
        </div>
      </Show>
    </section>
  );
}

function wordsOf(error: unknown): string {
  // The browser asks its own push service, which may be switched off or not reachable.
  if (error instanceof DOMException && error.name !== 'TimeoutError')
    return 'The push service of your browser did not respond. Try again later.';
  return problemWords(asProblem(error));
}
