import { useNavigate } from '@solidjs/router';
import { Show } from 'solid-js';
import { SIGN_IN_PROGRESS_PATH } from '../../client/index.ts';
import { useOrganizations } from '../OrganizationsProvider.tsx';
import { beginRun, isPlain } from '../sign-in-run.ts';

/** One click for every organization that needs no more than AuthKit's own session; with one of them it is no shorter. */
export function SignInToAllButton() {
  const navigate = useNavigate();
  const { list, state } = useOrganizations();
  const possible = () => list().filter(isPlain);
  const begin = (): void => {
    beginRun(possible());
    navigate(SIGN_IN_PROGRESS_PATH);
  };
  return (
    <Show when={state() !== 'loading' && possible().length > 1}>
      <button type="button" class="button button-primary" onClick={begin}>
        Sign in to all my organizations
      </button>
    </Show>
  );
}
