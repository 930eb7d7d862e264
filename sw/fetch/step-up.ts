import type { SessionManager } from '../../src/keyring/session-manager.ts';
import { stepUpMaxAge } from '../../src/keyring/sign-in/step-up-challenge.ts';
import { type StepUps, stepUpError } from '../../src/keyring/sign-in/step-ups.ts';
import type { BodyCopy } from './body-copy.ts';
import { type Outgoing, type SendToApiParts, sendToApi } from './send-to-api.ts';

/** The name of a held request among the open responses. */
const HELD = 'held for a step-up';

/** What a step-up needs. */
export interface StepUpParts extends SendToApiParts {
  readonly sessions: Pick<SessionManager, 'accessToken'>;
  readonly stepUps: Pick<StepUps, 'hold'>;
  /** Whether this client is a page that exists. The worker asks no frame and no other worker. */
  readonly isPage: (clientId: string) => Promise<boolean>;
}

/** A request with the response that an API has given to it. */
export interface Answered {
  readonly outgoing: Omit<Outgoing, 'body' | 'userId'>;
  /** The token that it was sent with. */
  readonly accessToken: string;
  readonly readCopy: () => Promise<BodyCopy>;
  readonly response: Response;
}

/**
 * Holds a request whose API demands a more recent authentication (RFC 9470), until its user has signed in again, and sends
 * it once more. The second response is final, also if it is another challenge. No other request waits.
 *
 * @returns the API's response: the first one if it is no such challenge, or if the page does not show it to the user
 * @throws KeyringError `step_up_refused`: the request was not sent again
 */
export async function stepUp(
  { outgoing, accessToken, readCopy, response }: Answered,
  parts: StepUpParts,
): Promise<Response> {
  const maxAge =
    response.status === 401 ? stepUpMaxAge(response.headers.get('WWW-Authenticate') ?? '') : undefined;
  const { request, clientId, organization, left } = outgoing;
  // Without an organization the page could not tell the user what the request is for.
  if (maxAge === undefined || organization === null || !(await parts.isPage(clientId))) return response;
  const userId = parts.readClaims(accessToken).subject ?? '';
  const { origin, pathname: path } = new URL(request.url);
  const body = await readCopy();
  if (body === 'too-large') throw stepUpError('body_too_large');
  const holding = parts.stepUps.hold({
    clientId,
    organization,
    userId,
    maxAge,
    method: request.method,
    origin,
    path,
    ...(left !== undefined && {
      onLeft: (listener) => (left.aborted ? listener() : left.addEventListener('abort', listener)),
    }),
  });
  const outcome = await holding.finally(parts.openResponses.add(HELD, { clientId }));
  if (outcome.type === 'unhandled') return response;
  await response.body?.cancel();
  if (outcome.type === 'refused') throw stepUpError(outcome.reason);
  // A plain `fetch` does not tell that its page was closed.
  if (!(await parts.isPage(clientId))) throw stepUpError('aborted');
  const token = await parts.sessions.accessToken(organization);
  return sendToApi({ ...outgoing, userId, ...(body !== 'none' && { body }) }, token, parts);
}
