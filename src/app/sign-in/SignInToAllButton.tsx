import { createUniqueId, Show } from 'solid-js';
import type { SessionStatus } from '../../client/index.ts';

/**
 * One click for every organization that needs no more than AuthKit's own session; with one of them it is no shorter. It
 * says so where that includes one that the person has signed out of.
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
