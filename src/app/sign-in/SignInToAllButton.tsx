import { createUniqueId, Show } from 'solid-js';
import type { SessionStatus } from '../../client/index.ts';

/**
 * Signs in to every organization that needs no input while AuthKit knows the user. It is shown for two or more. It tells
 * the user if the click also signs in to an organization that they signed out of.
 *
 * @param props.organizations what the click signs in to
 */
export function SignInToAllButton(props: { organizations: readonly SessionStatus[]; onClick: () => void }) {
  const id = createUniqueId();
  const left = () => props.organizations.filter(({ session }) => session.status === 'signed-out');
  return (
    <Show when={props.organizations.length > 1}>
      <div>
        <button
          type="button"
          class="button button-primary"
          aria-describedby={left().length > 0 ? id : undefined}
          onClick={() => props.onClick()}
        >
          Sign in to all my organizations
        </button>
        <Show when={left().length > 0}>
          <p class="hint" id={id}>
            {alsoWords(left())}
          </p>
        </Show>
      </div>
    </Show>
  );
}

function alsoWords([first, ...others]: readonly SessionStatus[]): string {
  return others.length === 0
    ? `Also to ${first?.organization.name}, which you signed out of.`
    : `Also to the ${others.length + 1} that you signed out of.`;
}
