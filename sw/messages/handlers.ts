import type { EventLog } from '../../src/keyring/log/event-log.ts';
import type { OrganizationDirectory } from '../../src/keyring/organizations/organization-directory.ts';
import type { SessionManager } from '../../src/keyring/session-manager.ts';
import { parseReturnTo } from '../../src/keyring/sign-in/return-to.ts';
import type { StepUps } from '../../src/keyring/sign-in/step-ups.ts';
import type { VaultMode } from '../../src/protocol/configuration.ts';
import type { SessionsSnapshot } from '../../src/protocol/messages.ts';
import { parseOrganizationId } from '../../src/protocol/organization-id.ts';
import { type KeyringPaths, requireOrganizationName } from '../../src/protocol/paths.ts';
import type { WorkerRequest } from '../../src/protocol/request-parsers.ts';
import type { RequestType } from '../../src/protocol/requests.ts';
import type { WorkerResponse } from '../../src/protocol/responses.ts';
import type { Organization } from '../../src/protocol/session-status.ts';
import { scope } from '../scope.ts';

/** What the handlers work with. */
export interface HandlerParts {
  readonly vault: VaultMode;
  readonly paths: KeyringPaths;
  readonly directory: OrganizationDirectory;
  readonly sessions: SessionManager;
  readonly snapshot: () => Promise<SessionsSnapshot>;
  readonly eventLog: EventLog;
  readonly stepUps: Pick<StepUps, 'answer' | 'confirm'>;
  /** Deletes the announcements of pages that no longer exist. */
  readonly deleteGonePages: () => Promise<void>;
  /** Runs work that continues after the response. */
  readonly background: (work: Promise<void>) => void;
}

/** The parts of one call. */
interface CallParts extends HandlerParts {
  /** The page that asks. */
  readonly clientId: string;
}

type Handlers = {
  readonly [T in RequestType]: (request: WorkerRequest<T>, parts: CallParts) => Promise<WorkerResponse<T>>;
};

/** How the worker responds to each `RequestType`. */
const HANDLERS: Handlers = {
  async claim(_request, { vault, background }) {
    // A page asks a waiting worker only if the active one is no keyring, such as an earlier worker of the app. What comes of it
    // shows as `controllerchange`, so a page that is controlled already does not wait for the browser.
    background(takeControl().catch(() => {}));
    return { vault };
  },
  async 'open-organization'({ organizationSlug }, parts) {
    return parts.sessions.open(await find(organizationSlug, parts, true));
  },
  async 'sign-in-silently'({ organizationSlug }, parts) {
    return parts.sessions.signInSilently(await find(organizationSlug, parts));
  },
  async 'refresh-session'({ organizationSlug }, parts) {
    return parts.sessions.refreshSession(await find(organizationSlug, parts));
  },
  'list-sessions': (_request, { snapshot }) => snapshot(),
  async 'list-organizations'(_request, { sessions }) {
    return { organizations: await sessions.organizations() };
  },
  async 'list-known-organizations'(_request, { sessions }) {
    return { organizations: await sessions.knownOrganizations() };
  },
  async inspect(_request, { eventLog }) {
    return { entries: [...(await eventLog.entries())] };
  },
  async 'keep-warm'(_request, { background, sessions }) {
    background(sessions.keepWarm());
    return {};
  },
  async 'check-connection'(_request, { sessions }) {
    return { isReachable: await sessions.canReachSignIn() };
  },
  async 'start-authorization'(request, parts) {
    const { organizationSlug, following: keys, returnTo, stepUp: stepUpId, ...options } = request;
    const confirmed = stepUpId === undefined ? undefined : parts.stepUps.confirm(stepUpId, parts.clientId);
    const named = organizationSlug === null ? null : find(organizationSlug, parts);
    const [organization, ...following] = await Promise.all([
      confirmed?.organization ?? named,
      ...keys.map((key) => find(key, parts)),
    ]);
    // A sign-in to several organizations returns to a page that belongs to none of them.
    const owner = following.length > 0 ? null : (organization?.slug ?? null);
    return {
      authorizationUrl: await parts.sessions.startSignIn({
        ...options,
        organization,
        following,
        stepUp: confirmed?.stepUp,
        returnTo: parseReturnTo(returnTo, { origin: location.origin, paths: parts.paths, key: owner }),
      }),
    };
  },
  async 'answer-step-up'({ id, answer }, { stepUps, clientId }) {
    stepUps.answer(id, clientId, answer);
    return {};
  },
  async 'sign-out'({ organizationIds }, { sessions, eventLog, deleteGonePages }) {
    const logoutUrl = await sessions.signOut(organizationIds);
    // The next user of this device must find nothing about this one (R42).
    if (organizationIds === 'all') await Promise.all([eventLog.clear(), deleteGonePages()]);
    return { logoutUrl };
  },
};

async function takeControl(): Promise<void> {
  await scope.skipWaiting();
  await scope.clients.claim();
}

/** Calls the handler of a request. @throws KeyringError that the page may read */
export function handleRequest<T extends RequestType>(
  type: T,
  request: WorkerRequest<T>,
  parts: CallParts,
): Promise<WorkerResponse<T>> {
  return HANDLERS[type](request, parts);
}

async function find(key: string, { directory, paths }: HandlerParts, verify = false): Promise<Organization> {
  const name = requireOrganizationName(key, paths);
  const id = paths.organizationKey === 'slug' ? parseOrganizationId(name) : undefined;
  return id === undefined ? directory.find(name, verify) : directory.findWithId(id);
}
