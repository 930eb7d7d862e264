import type { JournalNote } from '../../../src/keyring/log/event-log.ts';
import { OrganizationDirectory } from '../../../src/keyring/organizations/organization-directory.ts';
import type { SessionStore } from '../../../src/keyring/ports.ts';
import { AuthenticationBudget } from '../../../src/keyring/refresh/authentication-budget.ts';
import { ForcedRefreshes } from '../../../src/keyring/refresh/forced-refreshes.ts';
import { RateWindow } from '../../../src/keyring/refresh/rate-window.ts';
import { Refresher } from '../../../src/keyring/refresh/refresher.ts';
import { Revocations } from '../../../src/keyring/session/revocations.ts';
import type { ActiveSession } from '../../../src/keyring/session/session.ts';
import { SessionChanges } from '../../../src/keyring/session/session-changes.ts';
import type { SessionLimits } from '../../../src/keyring/session/session-limits.ts';
import { SessionManager } from '../../../src/keyring/session/session-manager.ts';
import { SessionOverview } from '../../../src/keyring/session/session-overview.ts';
import { Flows } from '../../../src/keyring/sign-in/flows.ts';
import { RedirectLimit } from '../../../src/keyring/sign-in/redirect-limit.ts';
import { Authorizations, type CallbackResult } from '../../../src/keyring/sign-in/sign-ins.ts';
import type { Organization } from '../../../src/protocol/session-status.ts';
import { SealedTable } from '../../../src/storage/sealed-table.ts';
import { createSessionStore } from '../../../src/storage/session-store.ts';
import { createMemoryTable, type Table } from '../../../src/storage/table.ts';
import { adaIn, FakeAuthKit, type Grantee } from './fake-authkit.ts';
import { FakePlatform } from './fake-platform.ts';
import { ACME, GLOBEX } from './people.ts';
import { PLAIN_VAULT } from './plain-vault.ts';

const POLICY = {
  clientId: 'client_test',
  authKitOrigin: 'https://authkit.test',
  issuers: ['https://authkit.test'],
};

/** What outlives a worker: the tables. */
export type Tables = Record<'sessions' | 'flows' | 'organizations' | 'limits' | 'revocations', Table>;

export function createTables(): Tables {
  return {
    sessions: createMemoryTable(),
    flows: createMemoryTable(),
    organizations: createMemoryTable(),
    limits: createMemoryTable(),
    revocations: createMemoryTable(),
  };
}

/** The application's own back end, with a switch. */
export class FakeBackEnd {
  isUp = true;
  readonly organizations = new Map<string, unknown>([ACME, GLOBEX].map((one) => [one.slug, one]));
  readonly lookups: string[] = [];
  readonly memberships: string[] = [];

  async fetchBySlug(slug: string): Promise<unknown> {
    this.lookups.push(slug);
    if (!this.isUp) throw new Error('the back end is down');
    return this.organizations.get(slug) ?? null;
  }

  async fetchMemberships(accessToken: string): Promise<unknown> {
    this.memberships.push(accessToken);
    if (!this.isUp) throw new Error('the back end is down');
    return [...this.organizations.values()];
  }
}

export interface KeyringOptions {
  readonly platform?: FakePlatform;
  readonly authkit?: FakeAuthKit;
  readonly tables?: Tables;
  readonly backEnd?: FakeBackEnd;
  readonly limits?: SessionLimits;
  readonly policy?: typeof POLICY;
  /** Wraps the session store: to delay writes, or to lose the worker in the middle of one. */
  readonly wrapStore?: (store: SessionStore) => SessionStore;
}

/** The real core over memory tables, with a fake platform, a fake AuthKit and a fake back end. */
export function createKeyring(options: KeyringOptions = {}) {
  const platform = options.platform ?? new FakePlatform();
  const authkit = options.authkit ?? new FakeAuthKit(platform);
  const tables = options.tables ?? createTables();
  const backEnd = options.backEnd ?? new FakeBackEnd();
  const sealed = (name: keyof Tables): SealedTable => new SealedTable(tables[name], PLAIN_VAULT, name);
  const realStore = createSessionStore(sealed('sessions'));
  const store = options.wrapStore?.(realStore) ?? realStore;
  const told = { changes: 0, organizations: 0 };
  const directory = new OrganizationDirectory({
    entries: sealed('organizations'),
    source: backEnd,
    platform,
    onChange: () => {
      told.organizations += 1;
    },
  });
  const revocations = new Revocations(sealed('revocations'), store, authkit, platform);
  const purged: string[] = [];
  const policy = options.policy ?? POLICY;
  const notes: JournalNote[] = [];
  const observer = {
    note: (note: JournalNote) => {
      notes.push(note);
    },
    sessionsChanged: () => {
      told.changes += 1;
    },
    organizationsChanged: () => {
      told.organizations += 1;
    },
    purge: async (organizationId: string, userId: string) => {
      purged.push(`${organizationId}/${userId}`);
    },
  };
  const changes = new SessionChanges(store, observer, revocations);
  const limitRecords = sealed('limits');
  const budget = new AuthenticationBudget(limitRecords, platform);
  const rates = new RateWindow(limitRecords, platform);
  const limits = options.limits ?? { sessionMaxAge: null, sessionInactivity: null };
  const refresher = new Refresher({
    identityProvider: authkit,
    store,
    platform,
    limits,
    changes,
    budget,
    observer,
  });
  const authorizations = new Authorizations(
    new Flows(sealed('flows'), new RedirectLimit(rates), platform),
    authkit,
    platform,
    policy,
    changes,
    budget,
  );
  const overview = new SessionOverview(store, directory, refresher, authorizations, platform, limits);
  const manager = new SessionManager({
    store,
    directory,
    identityProvider: authkit,
    platform,
    observer,
    limits,
    changes,
    refresher,
    revocations,
    authorizations,
    forcedRefreshes: new ForcedRefreshes({ refresher, budget, rates }),
    overview,
  });

  /** Begins a sign-in as a page would. */
  const begin = (
    organization: Organization | null,
    request: {
      trigger?: 'automatic' | 'requested';
      tab?: string;
      returnTo?: string;
      loginHint?: string;
      following?: readonly Organization[];
    } = {},
  ): Promise<string> =>
    manager.startAuthorization({
      organization,
      returnTo: request.returnTo ?? (organization === null ? '/' : `/${organization.slug}/`),
      trigger: request.trigger ?? 'requested',
      tab: request.tab ?? 'tab-1',
      prompt: null,
      loginHint: request.loginHint ?? null,
      following: request.following ?? [],
    });

  /** AuthKit's redirect back, after a person signed in there. */
  const callbackOf = (authorizationUrl: string, grantee: Grantee): URL => {
    const { state } = authkit.flowOf(authorizationUrl);
    return new URL(`https://app.test/auth/callback?state=${state}&code=${authkit.issueCode(grantee)}`);
  };

  /** A whole sign-in. */
  const signIn = async (
    organization: Organization,
    grantee: Grantee = adaIn(organization.id),
  ): Promise<CallbackResult> => manager.finishAuthorization(callbackOf(await begin(organization), grantee));

  const active = async (organization: Organization): Promise<ActiveSession> => {
    const session = await realStore.read(organization.id);
    if (session.status !== 'active') throw new Error(`${organization.name} is ${session.status}`);
    return session;
  };

  return {
    platform,
    authkit,
    tables,
    backEnd,
    store,
    directory,
    revocations,
    changes,
    refresher,
    overview,
    manager,
    purged,
    told,
    notes,
    begin,
    callbackOf,
    signIn,
    active,
    /** Another worker over the same tables: a restart, or a second version. */
    restart: (changes: KeyringOptions = {}) =>
      createKeyring({ ...options, platform, authkit, tables, backEnd, ...changes }),
  };
}

export type TestKeyring = ReturnType<typeof createKeyring>;

/** A keyring that is signed in to Acme and Globex, with fresh tokens. */
export async function createSignedInKeyring(options: KeyringOptions = {}): Promise<TestKeyring> {
  const keyring = createKeyring(options);
  for (const organization of [ACME, GLOBEX]) {
    await keyring.directory.find(organization.slug);
    await keyring.signIn(organization);
  }
  keyring.authkit.calls.length = 0;
  return keyring;
}
