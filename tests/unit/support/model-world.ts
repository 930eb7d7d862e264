import type { Platform } from '../../../src/keyring/ports/platform.ts';
import type { TokenResponse } from '../../../src/keyring/ports/provider.ts';
import type { CredentialSharing } from '../../../src/protocol/configuration.ts';
import type { Organization, SessionUser } from '../../../src/protocol/session-status.ts';
import type { HttpResult } from '../../../src/providers/fetch-text.ts';
import { createCredentialStore } from '../../../src/storage/credential-store.ts';
import { SealedTable } from '../../../src/storage/sealed-table.ts';
import { createSessionStore } from '../../../src/storage/session-store.ts';
import type { Table } from '../../../src/storage/table.ts';
import {
  adaIn,
  answer,
  claimsOf,
  FakeAuthKit,
  type Grantee,
  NO_ANSWER,
  SERVER_ERROR,
} from './fake-authkit.ts';
import { FakePlatform } from './fake-platform.ts';
import { createKeyring, createTables, FakeBackEnd, type Tables, type TestKeyring } from './keyring.ts';
import { MemoryLeases } from './leases.ts';
import { ADA } from './people.ts';
import { PLAIN_VAULT } from './plain-vault.ts';

/** The next responses about an organization, once each. */
export type Fault = 'no-response' | 'lost-reply' | 'server-error' | 'rate-limit' | 'html' | 'garbage';

const FAULTS: Record<Exclude<Fault, 'lost-reply'>, HttpResult> = {
  'no-response': NO_ANSWER,
  'server-error': SERVER_ERROR,
  'rate-limit': answer(429, { error: 'too_many_requests' }, '1'),
  html: answer(200, '<!doctype html><p>Maintenance</p>'),
  garbage: answer(200, '{"access_token":'),
};
const ENDED = answer(400, { error: 'invalid_grant', error_description: 'Session has already ended.' });
/** How long a way over the network takes, and one to the disk, ms. */
const NETWORK = 50;
const DISK = 5;

/** The real state of one organization, independent of the keyring. */
interface Truth {
  /** The session at AuthKit that its tokens last came from. */
  sessionId: string | null;
  isSignedOut: boolean;
  /** AuthKit has refused this organization since its last sign-in. */
  isRefused: boolean;
  accessToken: string | null;
  readonly faults: Fault[];
}

/** What the model's AuthKit does where WorkOS's documentation is silent, and how the keyring shares credentials. */
export interface WorldOptions {
  /** ms */
  readonly grace: number;
  readonly credentials: CredentialSharing;
  readonly refusedSwitchSpendsToken: boolean;
  readonly replayOtherOrganization: 'pair' | 'refuse';
  /** Whether a sign-in continues the user's session at AuthKit, so that several credentials have one `sid`. */
  readonly keepsSid: boolean;
}

/**
 * The world around the real core: AuthKit, the clock, the disk, and two versions of the worker that live and die. It
 * knows the truth, and what breaks an invariant fails here at the moment it happens.
 */
export class ModelWorld {
  /** True time. The device's clock may be wrong by {@link clockError}. */
  readonly platform = new FakePlatform();
  clockError = 0;
  areKeysAway = false;
  readonly authkit = new FakeAuthKit(this.platform);
  readonly tables = createTables();
  /** Which worker keeps sessions in memory. */
  readonly leases = new MemoryLeases();
  readonly store = createSessionStore(new SealedTable(this.tables.sessions, PLAIN_VAULT, 'sessions'));
  readonly credentials = createCredentialStore(
    new SealedTable(this.tables.credentials, PLAIN_VAULT, 'credentials'),
    new SealedTable(this.tables.sessions, PLAIN_VAULT, 'sessions'),
  );
  readonly #locks = new Map<string, Promise<unknown>>();
  readonly #truths = new Map<string, Truth>();
  /** Sessions that AuthKit has ended; that have to be ended at last; and whose refresh token was lost beyond the grace. */
  readonly #ended = new Set<string>();
  readonly #mustEnd = new Set<string>();
  readonly #exhausted = new Set<string>();
  readonly #userOf = new Map<string, SessionUser>();
  readonly #checkedTokens = new Set<string>();
  /** By refresh token: its session, when it was spent and by whom, and whether the reply never became durable. */
  readonly #sessionOf = new Map<string, string>();
  /** By refresh token: the sign-in that it descends from. A session at AuthKit can have several. */
  readonly #signInOf = new Map<string, string>();
  readonly #spentAt = new Map<string, number>();
  readonly #spentBy = new Map<string, ModelWorker>();
  readonly #lost = new Set<string>();
  readonly #inFlight = new Map<string, ModelWorker>();
  readonly organizations: readonly Organization[];
  readonly sharing: CredentialSharing;
  readonly #keepsSid: boolean;
  #serial = 0;
  /** Errors of calls that no step awaits. */
  readonly failures: unknown[] = [];
  readonly fail = (error: unknown): void => void this.failures.push(error);
  readonly workers: [ModelWorker, ModelWorker];

  constructor(organizations: readonly Organization[], options: WorldOptions) {
    const { grace, credentials, keepsSid, ...switches } = options;
    this.#keepsSid = keepsSid;
    this.organizations = organizations;
    this.sharing = credentials;
    Object.assign(this.authkit, { grace, ...switches });
    for (const { id } of organizations)
      this.#truths.set(id, {
        sessionId: null,
        isSignedOut: false,
        isRefused: false,
        accessToken: null,
        faults: [],
      });
    this.workers = [new ModelWorker(this), new ModelWorker(this)];
  }

  truthOf(organizationId: string): Truth {
    const truth = this.#truths.get(organizationId);
    if (truth === undefined) throw new Error(`no organization ${organizationId}`);
    return truth;
  }

  async begin(): Promise<void> {
    // The last organization has no sign-in: with shared credentials the others open it.
    for (const organization of this.organizations.slice(0, -1)) await this.signIn(0, organization);
  }

  /** Lets time pass until `work` is done. */
  async throughTime<T>(work: Promise<T>): Promise<T> {
    let isDone = false;
    const done = () => {
      isDone = true;
    };
    work.then(done, done);
    for (let ms = DISK; !isDone; ms *= 1.5) {
      await this.platform.advance(ms);
      if (ms > 600_000) throw new Error('something waits for ever');
    }
    return work;
  }

  /** The browser stops a worker; the next event starts another one. */
  async killWorker(index: 0 | 1): Promise<void> {
    const dying = this.workers[index];
    dying.die();
    this.workers[index] = new ModelWorker(this);
    for (const { refreshToken } of await this.credentials.list()) {
      if (this.#spentBy.get(refreshToken) === dying) this.#lost.add(refreshToken);
    }
  }

  async signIn(index: 0 | 1, organization: Organization, user: SessionUser = ADA): Promise<void> {
    if (!this.platform.online || this.areKeysAway) return;
    const truth = this.truthOf(organization.id);
    const sessionId = this.#sessionForSignIn(user);
    const former = this.#former(truth);
    const { keyring } = this.workers[index];
    await this.throughTime(keyring.directory.find(organization.slug));
    const url = await this.throughTime(keyring.begin(organization));
    const callback = keyring.callbackOf(url, {
      ...adaIn(organization.id, sessionId),
      user,
    });
    const { type } = await this.throughTime(keyring.manager.finishSignIn(callback));
    if (type === 'signed-in') {
      // A sign-in that continues AuthKit's session replaces nothing there.
      if (former !== sessionId) this.#hasToEnd(former, truth);
      Object.assign(truth, { sessionId, isSignedOut: false, isRefused: false });
    } else this.fail(new Error(`a sign-in came to "${type}"`));
  }

  /** AuthKit's browser session of the user, or a new one. */
  #sessionForSignIn(user: SessionUser): string {
    const latest = [...this.#userOf].findLast(([, owner]) => owner.id === user.id)?.[0];
    if (this.#keepsSid && latest !== undefined && !this.#hasEnded(latest)) return latest;
    this.#serial += 1;
    const sessionId = `sid_${this.#serial}`;
    this.#userOf.set(sessionId, user);
    return sessionId;
  }

  /** Signs out of some organizations. @param lifetime of the worker from now on, ms; null: it goes on living */
  async signOut(
    index: 0 | 1,
    organizations: readonly Organization[],
    lifetime: number | null,
  ): Promise<void> {
    const leaving = organizations.map(({ id }) => {
      const truth = this.truthOf(id);
      return { id, truth, former: this.#former(truth) };
    });
    const isAll = organizations.length === this.organizations.length;
    const { manager } = this.workers[index].keyring;
    const work = manager.signOut(isAll ? 'all' : organizations.map(({ id }) => id));
    if (lifetime === null) await this.throughTime(work);
    else {
      await this.platform.advance(lifetime);
      await this.killWorker(index);
    }
    for (const { id, truth, former } of leaving) {
      if ((await this.store.read(id)).status !== 'signed-out') continue;
      this.#hasToEnd(former, truth);
      truth.isSignedOut = true;
    }
  }

  /** An administrator ends a session. */
  endAtAuthKit(organization: Organization): void {
    const { sessionId } = this.truthOf(organization.id);
    if (sessionId !== null) this.#ended.add(sessionId);
  }

  /** An administrator takes the users out of an organization, or back in. */
  setRefusing({ id }: Organization, isRefusing: boolean): void {
    if (isRefusing) this.authkit.refusing.set(id, 'organization_membership_not_found');
    else this.authkit.refusing.delete(id);
  }

  /** @returns the session that has to end, unless it ends by itself meanwhile or serves another organization */
  #former({ sessionId, isSignedOut, isRefused }: Truth): string | null {
    return isSignedOut || isRefused ? null : sessionId;
  }

  /** A session that was refused meanwhile is not active any more: nothing is left to sign out of. */
  #hasToEnd(former: string | null, { isRefused }: Truth): void {
    if (former !== null && !isRefused && !this.#hasEnded(former)) this.#mustEnd.add(former);
  }

  #hasEnded(sessionId: string): boolean {
    return this.#ended.has(sessionId) || this.#exhausted.has(sessionId);
  }

  /** Why the keyring may rightly say that the user has to sign in. */
  #mayNeedAuthorization({ sessionId, isSignedOut, isRefused }: Truth): boolean {
    return sessionId === null || isSignedOut || isRefused || this.#hasEnded(sessionId);
  }

  /** What is stored agrees with the truth. */
  async check(): Promise<void> {
    for (const [id, truth] of this.#truths) {
      const session = await this.store.read(id);
      const { status } = session;
      if (truth.isSignedOut && status !== 'signed-out')
        this.fail(new Error(`${id} came back as ${status} (R42)`));
      if (status === 'active') {
        const { accessToken } = session.tokens;
        // A credential may have opened it, or opened it again. A refusal may still be on its way.
        if (accessToken !== truth.accessToken) truth.isRefused = false;
        Object.assign(truth, { sessionId: session.sessionId, accessToken });
        if (session.user.id !== this.#userOf.get(session.sessionId)?.id)
          this.fail(new Error(`${id} has the session of another user`));
      } else if (!this.#mayNeedAuthorization(truth)) this.fail(new Error(`${id} was lost (R30): ${status}`));
    }
    for (const { id, user, sessionId, refreshToken } of await this.credentials.list()) {
      const owner = this.#userOf.get(this.#sessionOf.get(refreshToken) ?? sessionId);
      if (user.id !== owner?.id) this.fail(new Error(`credential ${id} serves two users`));
    }
    const [failure] = this.failures;
    if (failure !== undefined) throw failure;
  }

  /** In the end every session that the user signed out of has ended at AuthKit too. */
  async checkTheEnd(): Promise<void> {
    this.platform.online = true;
    await this.platform.advance(60_000);
    this.workers[0].keyring.revocations.deliver();
    await this.platform.advance(60_000);
    const inUse = new Set(
      (await this.store.list()).flatMap((session) =>
        session.status === 'active' ? [session.sessionId] : [],
      ),
    );
    for (const sessionId of this.#mustEnd) {
      if (!this.#hasEnded(sessionId) && !inUse.has(sessionId))
        this.fail(new Error(`${sessionId} lives on at AuthKit (R42)`));
    }
    await this.check();
  }

  /** A call gets a token of its own organization that was checked, or an error that says why not. */
  checkToken(organizationId: string, token: string): void {
    if (claimsOf(token).organizationId !== organizationId)
      this.fail(new Error("another organization's token (R10)"));
    if (!this.#checkedTokens.has(token)) this.fail(new Error('a token that was not checked (R11)'));
  }

  /** The key set as a worker reads it. */
  verify(token: string) {
    if (this.areKeysAway) return 'unchecked' as const;
    this.#checkedTokens.add(token);
    return claimsOf(token);
  }

  /** A logout as AuthKit sees it. */
  async end(sessionId: string): Promise<boolean> {
    if (!this.platform.online) return false;
    const sessions = await this.store.list();
    const isInUse = sessions.some(
      (session) => session.status === 'active' && session.sessionId === sessionId,
    );
    if (isInUse) this.fail(new Error('a session was ended that is in use'));
    this.#ended.add(sessionId);
    return true;
  }

  /** A refresh as AuthKit sees it, with what may happen to it on its way. */
  async refresh(worker: ModelWorker, credential: string, organizationId: string): Promise<HttpResult> {
    const truth = this.truthOf(organizationId);
    const sessionId = this.#sessionOf.get(credential) ?? '';
    const signIn = this.#signInOf.get(credential) ?? '';
    const other = this.#inFlight.get(signIn);
    if (other !== undefined && !other.isDead) this.fail(new Error('two refreshes in flight (R28)'));
    this.#inFlight.set(signIn, worker);
    try {
      await this.platform.delay(NETWORK);
      const fault = truth.faults.shift();
      if (!this.platform.online) return NO_ANSWER;
      if (fault !== undefined && fault !== 'lost-reply') return FAULTS[fault];
      if (this.#ended.has(sessionId)) return ENDED;
      this.#checkReplay(credential, sessionId);
      const reply = await this.authkit.respondToRefresh(credential, organizationId);
      this.learn(reply, signIn);
      if (this.authkit.refusing.has(organizationId)) {
        truth.isRefused = true;
        // The refusal may have used the token, and did not bring the next one.
        if (this.authkit.refusedSwitchSpendsToken) this.#lost.add(credential);
        else if (isRefusal(reply)) return this.#deliver(worker, reply, fault);
      }
      if (!this.#spentAt.has(credential)) this.#spentAt.set(credential, this.platform.now());
      this.#spentBy.set(credential, worker);
      if (worker.isDead) this.#lost.add(credential);
      const delivered = await this.#deliver(worker, reply, fault);
      if (delivered !== reply) this.#lost.add(credential);
      return delivered;
    } finally {
      if (this.#inFlight.get(signIn) === worker) this.#inFlight.delete(signIn);
    }
  }

  async #deliver(worker: ModelWorker, reply: HttpResult, fault: Fault | undefined): Promise<HttpResult> {
    await this.platform.delay(NETWORK);
    return !worker.isDead && this.platform.online && fault === undefined ? reply : NO_ANSWER;
  }

  /** Remembers which session and sign-in a refresh token belongs to. @param signIn default: a new one */
  learn(reply: HttpResult, signIn?: string): void {
    if (reply.type !== 'response' || reply.status !== 200) return;
    const body = JSON.parse(reply.body) as { access_token: string; refresh_token: string };
    this.#sessionOf.set(body.refresh_token, claimsOf(body.access_token).sessionId);
    this.#signInOf.set(body.refresh_token, signIn ?? body.refresh_token);
  }

  /** Locks are shared by all workers, and free when their holder ends. */
  async withLock<T>(worker: ModelWorker, name: string, task: () => Promise<T>): Promise<T> {
    const before = this.#locks.get(name) ?? Promise.resolve();
    const running = before.then(() => (worker.isDead ? NEVER : task()));
    const released = running.catch(() => {});
    this.#locks.set(name, Promise.race([released, worker.death.then(() => before)]));
    return running;
  }

  #checkReplay(credential: string, sessionId: string): void {
    const spentAt = this.#spentAt.get(credential);
    if (spentAt === undefined || this.platform.now() - spentAt < this.authkit.grace) return;
    if (!this.#lost.has(credential)) this.fail(new Error('a refresh token was spent twice (R36)'));
    this.#exhausted.add(sessionId);
  }
}

function isRefusal(reply: HttpResult): boolean {
  return reply.type === 'response' && reply.status === 400;
}

/** One life of a worker, over the tables that outlive it. */
export class ModelWorker {
  isDead = false;
  #end = (): void => {};
  readonly death = new Promise<void>((resolve) => {
    this.#end = resolve;
  });
  readonly keyring: TestKeyring;
  readonly #world: ModelWorld;

  constructor(world: ModelWorld) {
    this.#world = world;
    const tables = Object.entries(world.tables).map(([name, table]) => [name, this.#mortal(table)]);
    const backEnd = new FakeBackEnd();
    for (const organization of world.organizations)
      backEnd.organizations.set(organization.slug, organization);
    this.keyring = createKeyring({
      backEnd,
      platform: new WorkerPlatform(world, this),
      authkit: new WorkerAuthKit(world, this),
      tables: Object.fromEntries(tables) as Tables,
      credentials: world.sharing,
      leases: world.leases,
    });
  }

  die(): void {
    this.isDead = true;
    this.#end();
  }

  /** Nothing goes on in a worker that is dead. */
  async whileAlive<T>(work: Promise<T>): Promise<T> {
    const result = await work;
    return this.isDead ? NEVER : result;
  }

  /** The disk as a worker reaches it: a write takes time, and a worker may end before it, or after it. */
  #mortal(table: Table): Table {
    const aWhile = () => this.whileAlive(this.#world.platform.delay(DISK));
    return {
      get: (key) => this.whileAlive(table.get(key)),
      entries: () => this.whileAlive(table.entries()),
      update: async (key, change) => {
        await aWhile();
        await table.update(key, change);
        await aWhile();
      },
    };
  }
}

const NEVER = new Promise<never>(() => {});

/** The world's time and locks, with the device's clock. */
class WorkerPlatform extends FakePlatform {
  readonly #world: ModelWorld;
  readonly #worker: ModelWorker;

  constructor(world: ModelWorld, worker: ModelWorker) {
    super();
    this.#world = world;
    this.#worker = worker;
  }

  override now(): number {
    return this.#world.platform.now() + this.#world.clockError;
  }

  override monotonicNow(): number {
    return this.#world.platform.monotonicNow();
  }

  override delay(ms: number): Promise<void> {
    return this.#worker.whileAlive(this.#world.platform.delay(ms));
  }

  override isOnline(): boolean {
    return this.#world.platform.online;
  }

  override randomBytes(length: number): Uint8Array<ArrayBuffer> {
    return this.#world.platform.randomBytes(length);
  }

  override background(work: Promise<void>): void {
    work.catch(this.#world.fail);
  }

  override withLock: Platform['withLock'] = (name, _patience, task) =>
    this.#world.withLock(this.#worker, name, task);
}

/** The world's AuthKit as one worker reaches it. */
class WorkerAuthKit extends FakeAuthKit {
  readonly #world: ModelWorld;
  readonly #worker: ModelWorker;

  constructor(world: ModelWorld, worker: ModelWorker) {
    super(world.platform);
    this.#world = world;
    this.#worker = worker;
  }

  override issueCode(grantee: Grantee): string {
    return this.#world.authkit.issueCode(grantee);
  }

  override async respondToCode(code: string): Promise<HttpResult> {
    const reply = await this.#world.authkit.respondToCode(code);
    this.#world.learn(reply);
    return reply;
  }

  override respondToRefresh(refreshToken: string, organizationId: string | null): Promise<HttpResult> {
    if (organizationId === null) throw new Error('AuthKit takes an organization');
    return this.#worker.whileAlive(this.#world.refresh(this.#worker, refreshToken, organizationId));
  }

  override async revoke(sessionId: string): Promise<boolean> {
    return this.#world.end(sessionId);
  }

  override async verify({ accessToken }: TokenResponse) {
    return this.#world.verify(accessToken);
  }
}
