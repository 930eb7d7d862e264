import type { ApiRule } from '../../src/protocol/configuration.ts';
import { attempt, parseRecord, parseString } from '../../src/protocol/parse.ts';
import { oneOfEachSignIn } from '../../src/protocol/session-hint.ts';
import type { Organization, SessionStatus } from '../../src/protocol/session-status.ts';
import { attachToken } from '../fetch/attach-token.ts';
import { matchApi } from '../fetch/match-api.ts';

/** Longest request to the app's server, ms. */
const TIMEOUT = 10_000;

/** What renewing a subscription needs. */
export interface RenewParts {
  /** The API for subscriptions. */
  readonly url: URL;
  readonly apis: readonly ApiRule[];
  readonly listSessions: () => Promise<readonly SessionStatus[]>;
  /** @throws KeyringError */
  readonly accessToken: (organization: Organization) => Promise<string>;
  readonly manager: Pick<PushManager, 'subscribe'>;
}

/**
 * Replaces a subscription that the browser or the push service has ended (Push API, `pushsubscriptionchange`), and tells
 * the server for each sign-in of this device. A failure is repaired by the next page that opens.
 */
export async function renewSubscription(
  {
    oldSubscription: old,
    newSubscription,
  }: Pick<PushSubscriptionChangeEvent, 'oldSubscription' | 'newSubscription'>,
  { url, apis, listSessions, accessToken, manager }: RenewParts,
): Promise<void> {
  const api = matchApi(url, apis);
  const signIns = oneOfEachSignIn(await listSessions());
  const [first] = signIns;
  if (api === undefined || first === undefined) return;
  const send = async (organization: Organization, init: RequestInit): Promise<Response> => {
    const request = new Request(url, { ...init, signal: AbortSignal.timeout(TIMEOUT) });
    return fetch(await attachToken(request, await accessToken(organization), api));
  };
  const subscribe = async (): Promise<PushSubscription> => {
    const applicationServerKey =
      old?.options.applicationServerKey ?? (await readPublicKey(await send(first.organization, {})));
    return manager.subscribe({ userVisibleOnly: true, applicationServerKey });
  };
  const subscription = newSubscription ?? (await subscribe());
  // The event of earlier drafts of the Push API has neither member.
  const body = JSON.stringify({ ...subscription.toJSON(), ...(old && { replaces: old.endpoint }) });
  const headers = { 'Content-Type': 'application/json' };
  await Promise.allSettled(
    signIns.map(({ organization }) => send(organization, { method: 'POST', headers, body })),
  );
}

async function readPublicKey(response: Response): Promise<string | null> {
  const body: unknown = await response.json();
  return attempt(() => parseString(parseRecord(body, 'response').publicKey, 'publicKey', 128)) ?? null;
}
