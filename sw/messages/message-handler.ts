import type { EventLog } from '../../src/keyring/log/event-log.ts';
import type { OrganizationDirectory } from '../../src/keyring/organizations/organization-directory.ts';
import type { SessionManager } from '../../src/keyring/session-manager.ts';
import { parseReturnTo } from '../../src/keyring/sign-in/return-to.ts';
import type { VaultMode } from '../../src/protocol/configuration.ts';
import { KeyringError, toWireError } from '../../src/protocol/errors.ts';
import {
  type Answer,
  type KeyringSnapshot,
  PROTOCOL_VERSION,
  type RequestEnvelope,
  type SignOut,
  type StartAuthorization,
} from '../../src/protocol/messages.ts';
import { requireOrganizationSlug } from '../../src/protocol/organization-slug.ts';
import { ParseError } from '../../src/protocol/parse.ts';
import { parseRequest } from '../../src/protocol/parse-request.ts';
import { scope } from '../scope.ts';
import { isTopLevelWindow } from './notify-clients.ts';

/** What the messages of pages are answered from. */
export interface MessageHandlerParts {
  readonly vault: VaultMode;
  readonly directory: OrganizationDirectory;
  readonly sessions: SessionManager;
  readonly snapshot: () => Promise<KeyringSnapshot>;
  readonly eventLog: EventLog;
  /** Removes what is kept of pages that are gone. */
  readonly deleteGonePages: () => Promise<void>;
  /** Work that goes on after the answer. */
  readonly background: (work: Promise<void>) => void;
}

/**
 * Answers one message of a page, on the port that came with it and to nobody else (R41). Messages of frames, of
 * other origins, or without a port are not answered at all.
 */
export async function handleMessage(
  event: ExtendableMessageEvent,
  parts: MessageHandlerParts,
): Promise<void> {
  const { source, ports, data } = event;
  const [port] = ports;
  if (port === undefined || event.origin !== location.origin || !isTopLevelWindow(source)) return;
  try {
    const answer = await answerRequest(parseRequest(data), parts);
    port.postMessage({ keyring: PROTOCOL_VERSION, answer });
  } catch (error) {
    port.postMessage({ keyring: PROTOCOL_VERSION, error: toWireError(asKnownError(error)) });
  }
}

/** A user gets a sentence about what to do. What exactly was wrong is for developers, in the worker's console. */
function asKnownError(error: unknown): unknown {
  if (!(error instanceof ParseError)) return error;
  // A parser's message names fields and limits, never a value.
  console.warn(`org-keyring: the worker refused a message of a page: ${error.message}.`);
  return new KeyringError(
    'message_invalid',
    'The session worker could not read a request of this page. Reload the page and try again.',
  );
}

async function answerRequest(
  { type, ask }: RequestEnvelope,
  parts: MessageHandlerParts,
): Promise<Answer<RequestEnvelope['type']>> {
  const { directory, sessions } = parts;
  switch (type) {
    case 'claim':
      await scope.clients.claim();
      return { vault: parts.vault } satisfies Answer<'claim'>;
    case 'open-organization':
      return sessions.open(
        await directory.find(requireOrganizationSlug(ask.organizationSlug), true),
      ) satisfies Promise<Answer<'open-organization'>>;
    case 'refresh-session':
      return sessions.refreshSession(
        await directory.find(requireOrganizationSlug(ask.organizationSlug)),
      ) satisfies Promise<Answer<'refresh-session'>>;
    case 'list-sessions':
      return parts.snapshot() satisfies Promise<Answer<'list-sessions'>>;
    case 'list-organizations':
      return { organizations: await sessions.organizations() } satisfies Answer<'list-organizations'>;
    case 'inspect':
      return { entries: await parts.eventLog.entries() } satisfies Answer<'inspect'>;
    case 'keep-warm':
      parts.background(sessions.keepWarm());
      return {} satisfies Answer<'keep-warm'>;
    case 'check-connection':
      return { isReachable: await sessions.canReachSignIn() } satisfies Answer<'check-connection'>;
    case 'start-authorization':
      return {
        authorizationUrl: await startSignIn(ask, parts),
      } satisfies Answer<'start-authorization'>;
    case 'sign-out':
      return { logoutUrl: await signOut(ask, parts) } satisfies Answer<'sign-out'>;
  }
}

async function startSignIn(
  ask: StartAuthorization,
  { directory, sessions }: MessageHandlerParts,
): Promise<string> {
  const { organizationSlug, trigger, tab, prompt, loginHint } = ask;
  const slug = organizationSlug === null ? null : requireOrganizationSlug(organizationSlug);
  const following = await Promise.all(
    ask.following.map((next) => directory.find(requireOrganizationSlug(next))),
  );
  const organization = slug === null ? null : await directory.find(slug);
  // Several organizations are signed in to from, and come back to, a page that belongs to none of them.
  const returnTo = parseReturnTo(ask.returnTo, location.origin, following.length > 0 ? null : slug);
  return sessions.startSignIn({ organization, returnTo, trigger, tab, prompt, loginHint, following });
}

async function signOut(
  { organizationIds }: SignOut,
  { sessions, eventLog, deleteGonePages }: MessageHandlerParts,
): Promise<string | null> {
  const logoutUrl = await sessions.signOut(organizationIds);
  // Whoever comes next to this device finds nothing of whoever left it (R42).
  if (organizationIds === 'all') await Promise.all([eventLog.clear(), deleteGonePages()]);
  return logoutUrl;
}
