import { createKeyringCore } from '../../../src/keyring/create-keyring-core.ts';
import type { LoggedEvent } from '../../../src/keyring/ports/observer.ts';
import type { IdentityProvider } from '../../../src/keyring/ports/provider.ts';
import type { CredentialStore, SessionStore } from '../../../src/keyring/ports/stores.ts';
import type { Credential } from '../../../src/keyring/session/credential.ts';
import type { ActiveSession } from '../../../src/keyring/session/session.ts';
import type { SessionLimits } from '../../../src/keyring/session/session-limits.ts';
import type { CallbackResult } from '../../../src/keyring/sign-in/callback-result.ts';
import { type Flow, type FlowStepUp, parseFlow } from '../../../src/keyring/sign-in/flow.ts';
import type { CredentialSharing } from '../../../src/protocol/configuration.ts';
import { parsePaths } from '../../../src/protocol/parse-paths.ts';
import type { KeyringPaths } from '../../../src/protocol/paths.ts';
import type { Organization } from '../../../src/protocol/session-status.ts';
import type { StepUpRequest } from '../../../src/protocol/step-up.ts';
import { createCachedRecordStore, createCachedSessionStore } from '../../../src/storage/cached-stores.ts';
import { createCredentialStore } from '../../../src/storage/credential-store.ts';
import { SealedTable } from '../../../src/storage/sealed-table.ts';
import { createSessionStore } from '../../../src/storage/session-store.ts';
import { createMemoryTable, type Table } from '../../../src/storage/table.ts';
import { adaIn, FakeAuthKit, type Grantee } from './fake-authkit.ts';
import { FakePlatform } from './fake-platform.ts';
import { MemoryLeases } from './leases.ts';
import { ACME, GLOBEX } from './people.ts';
import { PLAIN_VAULT } from './plain-vault.ts';

/** What outlives a worker: the tables. */
export type Tables = Record<
  'sessions' | 'credentials' | 'flows' | 'organizations' | 'limits' | 'revocations',
  Table
>;

export function createTables(): Tables {
  return {
    sessions: createMemoryTable(),
    credentials: createMemoryTable(),
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
  /** Another provider in place of the fake AuthKit. */
  readonly provider?: IdentityProvider;
  readonly tables?: Tables;
  readonly backEnd?: FakeBackEnd;
  readonly limits?: SessionLimits;
  readonly paths?: KeyringPaths;
  /** Default: `shared`. */
  readonly credentials?: CredentialSharing;
  /** The leases of all workers over the same tables. */
  readonly leases?: MemoryLeases;
  /** Wraps the session store: to delay writes, or to lose the worker in the middle of one. */
  readonly wrapStore?: (store: SessionStore) => SessionStore;
  readonly wrapCredentials?: (store: CredentialStore) => CredentialStore;
}

/** The real core over memory tables, with a fake platform, a fake AuthKit and a fake back end. */
export function createKeyring(options: KeyringOptions = {}) {
  const platform = options.platform ?? new FakePlatform();
  const paths = options.paths ?? parsePaths();
  const authkit = options.authkit ?? new FakeAuthKit(platform);
  const tables = options.tables ?? createTables();
  const backEnd = options.backEnd ?? new FakeBackEnd();
  const sealed = (name: keyof Tables): SealedTable => new SealedTable(tables[name], PLAIN_VAULT, name);
  const realStore = createSessionStore(sealed('sessions'));
  const leases = options.leases ?? new MemoryLeases();
  const lease = leases.join();
  const store = createCachedSessionStore(options.wrapStore?.(realStore) ?? realStore, lease);
  const realCredentials = createCredentialStore(sealed('credentials'), sealed('sessions'));
  const flows = sealed('flows');
  const deleted: string[] = [];
  const told = { changes: 0, organizations: 0, stepUps: new Map<string, readonly StepUpRequest[]>() };
  const logged: LoggedEvent[] = [];
  const observer = {
    log: (event: LoggedEvent) => {
      logged.push(event);
    },
    sessionsChanged: () => {
      told.changes += 1;
    },
    stepUpsChanged: (clientId: string, waiting: readonly StepUpRequest[]) => {
      told.stepUps.set(clientId, waiting);
    },
    organizationsChanged: () => {
      told.organizations += 1;
    },
    deleteUserData: async (organizationId: string, userId: string) => {
      deleted.push(`${organizationId}/${userId}`);
    },
    deleteCachedData: async (organizationId: string) => {
      deleted.push(`${organizationId}/cached`);
    },
  };
  const core = createKeyringCore({
    platform,
    provider: options.provider ?? authkit,
    stores: {
      sessions: store,
      credentials: options.wrapCredentials?.(realCredentials) ?? realCredentials,
      flows,
      organizations: createCachedRecordStore(sealed('organizations'), lease),
      limits: sealed('limits'),
      revocations: sealed('revocations'),
    },
    organizations: backEnd,
    observer,
    configuration: {
      sessionMaxAge: null,
      sessionInactivity: null,
      ...options.limits,
      paths,
      credentials: options.credentials ?? 'shared',
    },
  });
  const { sessions: manager, directory, revocations, changes, refresher, overview, stepUps } = core;

  /** Begins a sign-in as a page would. */
  const begin = (
    organization: Organization | null,
    request: {
      trigger?: 'automatic' | 'requested';
      tab?: string;
      returnTo?: string;
      loginHint?: string;
      following?: readonly Organization[];
      stepUp?: FlowStepUp;
    } = {},
  ): Promise<string> =>
    manager.startSignIn({
      organization,
      returnTo: request.returnTo ?? (organization === null ? '/' : `/${organization.slug}/`),
      trigger: request.trigger ?? 'requested',
      tab: request.tab ?? 'tab-1',
      prompt: null,
      loginHint: request.loginHint ?? null,
      following: request.following ?? [],
      stepUp: request.stepUp,
    });

  /** AuthKit's redirect back, after a user signed in there. */
  const callbackOf = (authorizationUrl: string, grantee: Grantee): URL => {
    const { state } = authkit.flowOf(authorizationUrl);
    return new URL(`https://app.test/auth/callback?state=${state}&code=${authkit.issueCode(grantee)}`);
  };

  /** A whole sign-in. */
  const signIn = async (
    organization: Organization,
    grantee: Grantee = adaIn(organization.id),
  ): Promise<CallbackResult> => manager.finishSignIn(callbackOf(await begin(organization), grantee));

  /** The flow that an authorization URL was made for, as it is stored. */
  const storedFlow = async (authorizationUrl: string): Promise<Flow> =>
    parseFlow(await flows.get(authkit.flowOf(authorizationUrl).state));

  const active = async (organization: Organization): Promise<ActiveSession> => {
    const session = await realStore.read(organization.id);
    if (session.status !== 'active') throw new Error(`${organization.name} is ${session.status}`);
    return session;
  };

  /** The credential of an organization's active session. */
  const credentialOf = async (organization: Organization): Promise<Credential> => {
    const credential = await realCredentials.read((await active(organization)).credentialId);
    if (credential === undefined) throw new Error(`${organization.name} has no credential`);
    return credential;
  };

  return {
    platform,
    paths,
    credentials: realCredentials,
    authkit,
    tables,
    backEnd,
    store,
    directory,
    revocations,
    changes,
    refresher,
    overview,
    stepUps,
    manager,
    deleted,
    told,
    logged,
    begin,
    callbackOf,
    signIn,
    storedFlow,
    active,
    credentialOf,
    /** Another worker over the same tables: a restart, or a second version. */
    restart: (changes: KeyringOptions = {}) =>
      createKeyring({ ...options, platform, authkit, tables, backEnd, leases, ...changes }),
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
