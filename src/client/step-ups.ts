import { KeyringError } from '../protocol/errors.ts';
import type { KeyringEvent } from '../protocol/messages.ts';
import { STEP_UP_LIMIT, type StepUpAnswer, type StepUpRequest } from '../protocol/step-up.ts';
import { askKeyring, isSignInReachable } from './ask-keyring.ts';
import { callListeners } from './call-listeners.ts';
import { leaveForSignIn, type SignInDisplay } from './leave-for-sign-in.ts';
import { startSignIn } from './start-sign-in.ts';

/** Time after which the page shows no request any more although the worker has not said so, ms: it was stopped. */
const SHOWN_LIMIT = STEP_UP_LIMIT + 10_000;

/** What a page does with the requests whose API demands a more recent sign-in (RFC 9470). */
export interface StepUpActions {
  /**
   * Calls a listener with the requests of this page that wait until their user has signed in again: at once, and after each
   * change. The worker holds such a request only for a page that has a listener; any other page gets the API's response.
   * The call that the page awaits gets the response of the second attempt, or a problem with the code `step_up_refused`
   * (401).
   *
   * @returns stops it
   * @example
   * const stop = keyring.onStepUps(([request]) => {
   *   element.hidden = request === undefined;
   *   if (request === undefined) return;
   *   element.textContent = `${request.organization.name}: ${request.method} ${request.path}`;
   *   button.onclick = () => keyring.confirmStepUp(request);
   *   cancelButton.onclick = () => keyring.refuseStepUp(request);
   * });
   */
  onStepUps(listener: (waiting: readonly StepUpRequest[]) => void): () => void;

  /**
   * Opens a popup in which the user signs in again for the organization of this request. The worker then checks the sign-in
   * and sends the request. If the browser cannot open a popup, the request is refused and the page leaves for the sign-in;
   * the user can repeat the action afterwards. The page is not told when the user closes the popup: let the user confirm
   * again or refuse. Call it in the handler of a click.
   *
   * @returns where the sign-in continues
   * @throws KeyringError `step_up_refused`: the request no longer waits; `offline`
   */
  confirmStepUp(request: StepUpRequest): Promise<SignInDisplay>;

  /** Refuses a request: it is not sent. @throws KeyringError `deadline_exceeded`: the worker did not respond */
  refuseStepUp(request: Pick<StepUpRequest, 'id'>): Promise<void>;
}

/** Those of every keyring of this page, because each of them gets the worker's events. */
const listeners = new Set<(waiting: readonly StepUpRequest[]) => void>();

/** @param signal ends it */
export function createStepUps(
  onEvent: (listener: (event: KeyringEvent) => void) => () => void,
  signal: AbortSignal,
): StepUpActions {
  let waiting: readonly StepUpRequest[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;

  const set = (next: readonly StepUpRequest[]): void => {
    clearTimeout(timer);
    if (next.length > 0) timer = setTimeout(() => set([]), SHOWN_LIMIT);
    waiting = next;
    callListeners(listeners, next);
  };
  /** After a restart the worker does not know a request that this page still shows. */
  const hide = (id: string): void => set(waiting.filter((known) => known.id !== id));
  onEvent((event) => {
    if (event.type !== 'step-ups-changed') return;
    const answer = listeners.size > 0 ? 'shown' : 'unhandled';
    for (const { id } of event.waiting)
      if (!waiting.some((known) => known.id === id)) respond(id, answer).catch(() => {});
    set(event.waiting);
  });
  signal.addEventListener('abort', () => clearTimeout(timer));

  return {
    onStepUps(listener) {
      listeners.add(listener);
      const stop = (): void => {
        listeners.delete(listener);
        signal.removeEventListener('abort', stop);
      };
      signal.addEventListener('abort', stop);
      listener(waiting);
      return stop;
    },
    confirmStepUp: ({ id, organization }) =>
      leaveForSignIn('popup', {
        isReachable: isSignInReachable,
        start: async (display, storage) => {
          const signIn = startSignIn(organization.slug, {}, { display, storage, stepUp: id });
          const url = await signIn.catch((error: unknown) => {
            if (error instanceof KeyringError && error.code === 'step_up_refused') hide(id);
            throw error;
          });
          // The request ends with the page.
          if (display === 'page') await respond(id, 'refused');
          return url;
        },
      }),
    refuseStepUp: ({ id }) => respond(id, 'refused').then(() => hide(id)),
  };
}

async function respond(id: string, answer: StepUpAnswer): Promise<void> {
  await askKeyring('answer-step-up', { id, answer });
}
