import type { CredentialSharing } from '../protocol/configuration.ts';
import type { KeyringPaths } from '../protocol/paths.ts';
import { KeepWarm } from './keep-warm.ts';
import { Memberships } from './organizations/memberships.ts';
import { OrganizationDirectory } from './organizations/organization-directory.ts';
import type { SessionObserver } from './ports/observer.ts';
import type { OrganizationSource } from './ports/organization-source.ts';
import type { Platform } from './ports/platform.ts';
import type { IdentityProvider } from './ports/provider.ts';
import type { KeyringStores } from './ports/stores.ts';
import { CurrentSessions } from './refresh/current-sessions.ts';
import { ForcedRefreshes } from './refresh/forced-refreshes.ts';
import { Opening } from './refresh/opening.ts';
import { Refresher } from './refresh/refresher.ts';
import { RefusedTokens } from './refresh/refused-tokens.ts';
import { Turns } from './refresh/turns.ts';
import { Credentials } from './session/credentials.ts';
import { Revocations } from './session/revocations.ts';
import { SessionChanges } from './session/session-changes.ts';
import type { SessionLimits } from './session/session-limits.ts';
import { SessionManager } from './session-manager.ts';
import { SessionOverview } from './session-overview.ts';
import { CodeExchange } from './sign-in/code-exchange.ts';
import { Flows } from './sign-in/flows.ts';
import { RedirectLimit } from './sign-in/redirect-limit.ts';
import { RunningExchanges } from './sign-in/running-exchanges.ts';
import { SignInChain } from './sign-in/sign-in-chain.ts';
import { SignIns } from './sign-in/sign-ins.ts';
import { StepUps } from './sign-in/step-ups.ts';
import { AuthenticationBudget } from './timing/authentication-budget.ts';
import { RateWindow } from './timing/rate-window.ts';

/** Every port, and the part of the configuration that the core reads. */
export interface KeyringCoreParts {
  readonly platform: Platform;
  readonly provider: IdentityProvider;
  readonly stores: KeyringStores;
  readonly organizations: OrganizationSource;
  readonly observer: SessionObserver;
  readonly configuration: SessionLimits & {
    readonly paths: KeyringPaths;
    readonly credentials: CredentialSharing;
  };
}

/** The wired core. The worker uses `sessions`, `directory`, `overview`, `revocations` and `stepUps`; the rest is for tests. */
export interface KeyringCore {
  readonly sessions: SessionManager;
  readonly directory: OrganizationDirectory;
  readonly overview: SessionOverview;
  readonly revocations: Revocations;
  readonly stepUps: StepUps;
  readonly changes: SessionChanges;
  readonly refresher: Refresher;
}

/**
 * Wires the core. It is the only place that does, for the worker and for the unit tests.
 *
 * @example
 * const { sessions } = createKeyringCore({ platform, provider, stores, organizations, observer, configuration });
 * await sessions.accessToken(organization);
 */
export function createKeyringCore(parts: KeyringCoreParts): KeyringCore {
  const { platform, provider, stores, organizations, observer, configuration: limits } = parts;
  const { paths } = limits;
  const store = stores.sessions;
  const directory = new OrganizationDirectory({
    entries: stores.organizations,
    source: organizations,
    platform,
    onChange: () => {
      observer.sessionsChanged();
      observer.organizationsChanged();
    },
  });
  const budget = new AuthenticationBudget(stores.limits, platform, provider.rateLimit);
  const rates = new RateWindow(stores.limits, platform);
  const revocations = new Revocations({
    pending: stores.revocations,
    credentials: stores.credentials,
    store,
    provider,
    platform,
  });
  const changes = new SessionChanges(store, observer, revocations);
  const sharesCredentials = limits.credentials === 'shared' && provider.capabilities.organizationInRefresh;
  const credentials = new Credentials({
    store: stores.credentials,
    sessions: store,
    revocations,
    platform,
    isShared: sharesCredentials,
  });
  const turns = new Turns(platform);
  const refresher = new Refresher({
    provider,
    store,
    platform,
    limits,
    changes,
    credentials,
    budget,
    observer,
    turns,
  });
  const stepUps = new StepUps({ platform, observer });
  const signIns = new SignIns({
    flows: new Flows({ records: stores.flows, redirectLimit: new RedirectLimit(rates), platform, paths }),
    chain: new SignInChain({ changes, budget, provider, paths }),
    codeExchange: new CodeExchange({ provider, platform, changes, budget }),
    running: new RunningExchanges(changes),
    provider,
    platform,
    changes,
    credentials,
    paths,
    stepUps,
  });
  const opening = new Opening({ credentials, refresher, budget });
  const current = new CurrentSessions({ store, refresher, opening, platform, limits });
  const overview = new SessionOverview({
    store,
    directory,
    refresher,
    signIns,
    platform,
    limits,
    sharesCredentials,
  });
  const memberships = new Memberships({ current, directory, overview, platform, observer });
  const keepWarm = new KeepWarm({
    current,
    memberships,
    directory,
    refresher,
    revocations,
    platform,
    observer,
  });
  const sessions = new SessionManager({
    store,
    directory,
    provider,
    platform,
    observer,
    changes,
    credentials,
    refresher,
    signIns,
    overview,
    current,
    opening,
    memberships,
    keepWarm,
    forcedRefreshes: new ForcedRefreshes({ refresher, budget, rates }),
    refusedTokens: new RefusedTokens(platform),
  });
  return { sessions, directory, overview, revocations, stepUps, changes, refresher };
}
