import { type Accessor, createSignal } from 'solid-js';
import { asProblem, problemWords } from './problem.ts';

/** Work that a button starts. */
export interface Action {
  /** Runs work, unless the button's earlier work still runs. A failure becomes {@link problem}. */
  readonly run: (work: () => Promise<void>) => Promise<void>;
  /** For `aria-disabled`: a button with `disabled` would lose the keyboard focus. */
  readonly isBusy: Accessor<boolean>;
  /** Why the last run failed, as a text for the user. */
  readonly problem: Accessor<string | undefined>;
}

/** Creates the state of a button that starts work. @param words for a failure. Default: those of a request that only reads */
export function createAction(words = problemWords): Action {
  const [isBusy, setBusy] = createSignal(false);
  const [problem, setProblem] = createSignal<string>();
  const run: Action['run'] = async (work) => {
    if (isBusy()) return;
    setBusy(true);
    setProblem(undefined);
    try {
      await work();
    } catch (error) {
      setProblem(words(asProblem(error)));
    }
    setBusy(false);
  };
  return { run, isBusy, problem };
}
