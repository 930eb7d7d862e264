import { createSignal } from 'solid-js';
import type { Organization } from '../../client/index.ts';
import { useKeyring } from '../../solid/index.ts';
import { asProblem, problemWords } from '../problem.ts';
import { ErrorText } from './ErrorText.tsx';

/** Ends one organization's session, on this device and at AuthKit; the others stand. */
export function SignOutButton(props: { organization: Organization }) {
  const { keyring } = useKeyring();
  const [isBusy, setBusy] = createSignal(false);
  const [problem, setProblem] = createSignal<string>();
  const signOut = async (): Promise<void> => {
    setBusy(true);
    setProblem(undefined);
    try {
      await keyring.signOut([props.organization]);
    } catch (error) {
      setProblem(problemWords(asProblem(error)));
    }
    setBusy(false);
  };
  return (
    <>
      <button type="button" class="button" disabled={isBusy()} onClick={() => void signOut()}>
        Sign out of {props.organization.name}
      </button>
      <ErrorText words={problem()} />
    </>
  );
}
