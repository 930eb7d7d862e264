import { createMemo, createResource, For, type ParentProps, Show } from 'solid-js';
import type { Organization } from '../../client/index.ts';
import { useKeyring } from '../../solid/index.ts';
import { createSignIn } from '../sign-in/create-sign-in.ts';
import { SignInStatus } from '../sign-in/SignInStatus.tsx';
import { type Account, accountsOf, membershipsOf } from './accounts.ts';

/**
 * For an organization without a session: shows which accounts on this device are members and offers to sign in with
 * another account. If the only account is a member, the plain sign-in is enough.
 *
 * @param props.children the plain sign-in
 * @param props.refusal why the organization refused the user, shown while it is unknown which accounts are members
 */
export function OtherAccounts(
  props: ParentProps<{ organization: Organization; refusal?: string | undefined }>,
) {
  const { sessions, withoutOrganization } = useKeyring();
  const { signIn, isLeaving, problem } = createSignIn();
  const accounts = createMemo(() => accountsOf(sessions(), withoutOrganization()), [], { equals: isSame });
  const [known] = createResource(
    () => ({ accounts: accounts(), id: props.organization.id }),
    ({ accounts, id }) => Promise.all(accounts.map((account) => membershipOf(account, id))),
    { initialValue: [] },
  );
  const users = (isMember: boolean) =>
    known()
      .filter((one) => one.isMember === isMember)
      .map(({ account: { user } }) => user);
  const name = () => props.organization.name;

  return (
    <>
      <Show when={users(false).length > 0} fallback={<Refusal words={props.refusal} />}>
        <p>
          {users(false)
            .map(({ email }) => email)
            .join(', ')}{' '}
          {users(false).length === 1 ? 'is not a member' : 'are not members'} of {name()}.
        </p>
      </Show>
      <div class="actions">
        {props.children}
        <For each={known().length > 1 ? users(true) : []}>
          {({ email }) => (
            <button
              type="button"
              class="button"
              aria-disabled={isLeaving()}
              onClick={() => void signIn(props.organization.slug, { prompt: 'login', loginHint: email })}
            >
              Sign in as {email}
            </button>
          )}
        </For>
        <button
          type="button"
          class="button"
          aria-disabled={isLeaving()}
          onClick={() => void signIn(props.organization.slug, { prompt: 'login' })}
        >
          Use another account
        </button>
      </div>
      <SignInStatus signIn={{ isLeaving, problem }} />
    </>
  );
}

function Refusal(props: { words: string | undefined }) {
  return <Show when={props.words}>{(words) => <p>{words()}</p>}</Show>;
}

async function membershipOf(
  account: Account,
  organizationId: string,
): Promise<{ readonly account: Account; readonly isMember: boolean | undefined }> {
  // The membership is unknown right now, so nothing is shown for this account.
  const ids = await membershipsOf(account).catch(() => undefined);
  return { account, isMember: ids?.has(organizationId) };
}

const isSame = (a: readonly Account[], b: readonly Account[]): boolean =>
  a.map(({ user }) => user.id).join() === b.map(({ user }) => user.id).join();
