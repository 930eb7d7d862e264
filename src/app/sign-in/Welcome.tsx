import { createSignal, For, Show } from 'solid-js';
import { OrganizationTag } from '../organizations/OrganizationTag.tsx';
import { wasCleared } from '../sessions/device-storage.ts';
import { SignInButton } from './SignInButton.tsx';
import { SignUpButton } from './SignUpButton.tsx';

/** Examples of organizations that do not exist. */
const SAMPLES = ['harbour', 'bridge', 'market', 'river'];

/** The first page of a user without any session. */
export function Welcome() {
  const [isCleared, setCleared] = createSignal(false);
  wasCleared().then(setCleared, () => {});
  return (
    <section class="welcome">
      <div class="welcome-tags" aria-hidden="true">
        <For each={SAMPLES}>{(name) => <OrganizationTag slug={name} name={name} size="large" />}</For>
      </div>
      <h1>All your organizations, signed in at once</h1>
      <p>
        Sign in to each organization once. After that you move between them as between pages: no redirects, no
        passwords in between, and each keeps to itself.
      </p>
      <Show when={isCleared()}>
        <p class="notice" role="status">
          This browser cleared what this site had kept on the device; signing in again brings your sessions
          back.
        </p>
      </Show>
      <div class="actions">
        <SignInButton />
        <SignUpButton />
      </div>
    </section>
  );
}
