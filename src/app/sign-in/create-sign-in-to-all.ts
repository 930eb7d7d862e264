import { type Accessor, createComputed, from, on, onCleanup } from 'solid-js';
import {
  createSignInToAll as createRun,
  type SignInToAll,
  type SignInToAllAccount,
  type SignInToAllState,
} from '../../client/index.ts';
import { useKeyring } from '../../solid/index.ts';
import { accountsOf, membershipsOf } from '../organizations/accounts.ts';
import { useOrganizations } from '../organizations/OrganizationsProvider.tsx';

/** The sign-in to all organizations of the page that shows it. */
export function createSignInToAll(): {
  readonly run: SignInToAll;
  readonly state: Accessor<SignInToAllState>;
} {
  const { keyring, sessions } = useKeyring();
  const { list, state: listState } = useOrganizations();

  /** With several accounts on the device, the API lists the organizations of the account that signed in last. */
  const account = async (): Promise<SignInToAllAccount | undefined> => {
    const [first, ...others] = accountsOf(sessions());
    if (first === undefined) return undefined;
    const isAlone = others.length === 0;
    const organizationIds = isAlone ? undefined : await membershipsOf(first).catch(() => undefined);
    return { email: first.user.email, organizationIds };
  };

  const run = createRun(keyring, { account });
  onCleanup(() => run.dispose());
  const state = from<SignInToAllState>((set) => run.subscribe(() => set(run.getState())), run.getState());
  createComputed(
    on([list, listState], ([organizations, reading]) =>
      run.setOrganizations(organizations, reading !== 'loading'),
    ),
  );
  return { run, state };
}
