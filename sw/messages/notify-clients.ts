import {
  type EventEnvelope,
  type KeyringEvent,
  PROTOCOL_VERSION,
  type SessionsSnapshot,
} from '../../src/protocol/messages.ts';
import type { Organization } from '../../src/protocol/session-status.ts';
import type { StepUpRequest } from '../../src/protocol/step-up.ts';
import { scope } from '../scope.ts';

/** Whether a client may talk to the worker: a top-level window of this origin, never a frame (R22, R40). */
export function isTopLevelWindow(client: unknown): client is WindowClient {
  return (
    client instanceof WindowClient &&
    (client.frameType === 'top-level' || client.frameType === 'auxiliary') &&
    new URL(client.url).origin === location.origin
  );
}

/** Tells one page that the user has to sign in to its organization. */
export async function notifyAuthorizationRequired(
  clientId: string,
  organization: Organization,
): Promise<void> {
  const client = await scope.clients.get(clientId);
  if (isTopLevelWindow(client)) post(client, { type: 'authorization-required', organization });
}

/** Tells one page which of its requests wait for the user. */
export async function notifyStepUps(clientId: string, waiting: readonly StepUpRequest[]): Promise<void> {
  const client = await scope.clients.get(clientId);
  if (isTopLevelWindow(client)) post(client, { type: 'step-ups-changed', waiting });
}

/** Tells every page that its list of organizations may be outdated. */
export async function notifyOrganizationsChanged(): Promise<void> {
  await postToAll({ type: 'organizations-changed' });
}

/** Tells every page the state of all sessions. A change that arrives while it reads them causes one more round. */
export function createSessionsNotifier(read: () => Promise<SessionsSnapshot>): () => Promise<void> {
  let running: Promise<void> | undefined;
  let isStale = false;

  const run = async (): Promise<void> => {
    try {
      do {
        isStale = false;
        await postToAll({ type: 'sessions-changed', ...(await read()) });
      } while (isStale);
    } finally {
      // No other code runs since `isStale` was read, so the next change begins another run.
      running = undefined;
    }
  };

  return () => {
    isStale = true;
    running ??= run();
    return running;
  };
}

async function postToAll(event: KeyringEvent): Promise<void> {
  const windows = await scope.clients.matchAll({ type: 'window', includeUncontrolled: true });
  for (const client of windows) if (isTopLevelWindow(client)) post(client, event);
}

function post(client: Client, event: KeyringEvent): void {
  const envelope: EventEnvelope = { keyring: PROTOCOL_VERSION, event };
  client.postMessage(envelope);
}
