import { useNavigate } from '@solidjs/router';
import { createSignal, createUniqueId } from 'solid-js';
import { type OrganizationKey, pathOfOrganization } from '../../client/index.ts';
import { ActionStatus } from '../ui/ActionStatus.tsx';
import { createAction } from '../ui/create-action.ts';
import { createOrganization } from './create-organization.ts';

/** Maximum length of a name that the API accepts, in UTF-16 code units. */
const NAME_LENGTH = 100;

/**
 * Creates an organization and opens it.
 *
 * @param props.slug an organization of the user, whose session sends the request; null: the session without an organization
 */
export function CreateOrganization(props: { slug: OrganizationKey | null }) {
  const id = createUniqueId();
  const navigate = useNavigate();
  const [name, setName] = createSignal('');
  const { run, isBusy, problem } = createAction();
  // One for each name: if the response was lost, the next attempt gets the organization of the first.
  let key = crypto.randomUUID();
  const change = (next: string): void => {
    setName(next);
    key = crypto.randomUUID();
  };
  const canCreate = () => !isBusy() && name().trim() !== '';
  const create = async (): Promise<void> =>
    navigate(pathOfOrganization(await createOrganization(props.slug, name().trim(), key)));
  return (
    <form
      class="create-organization card"
      onSubmit={(event) => {
        event.preventDefault();
        if (canCreate()) void run(create);
      }}
    >
      <label for={id}>Organization name</label>
      <div class="create-organization-row">
        <input
          id={id}
          type="text"
          autocomplete="organization"
          maxlength={NAME_LENGTH}
          value={name()}
          onInput={({ currentTarget }) => change(currentTarget.value)}
        />
        <button type="submit" class="button button-primary" aria-disabled={!canCreate()}>
          Create organization
        </button>
      </div>
      <ActionStatus isBusy={isBusy()} progress="Creating the organization…" problem={problem()} />
    </form>
  );
}
