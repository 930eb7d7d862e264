import { KeyringError } from '../protocol/errors.ts';
import { attempt, parseString } from '../protocol/parse.ts';
import { ORGANIZATION_KEY_LIMIT } from '../protocol/paths.ts';
import { isUsable, type SessionStatus } from '../protocol/session-status.ts';
import type { Keyring } from './keyring.ts';
import { observeUrl } from './observe-url.ts';
import { organizationSlugOfPath, parseOrganizationSlug } from './paths.ts';
import { Store } from './store.ts';
import { storedValue, storeValue } from './stored-value.ts';

/** `sessionStorage`: the organization of this tab. `localStorage`: the last one of any tab, for a new tab. */
const KEY = 'keyring-organization';

/** What a tab knows of its organization. */
interface TabState {
  /** While the URL is looked up: that of the URL before. */
  readonly status: SessionStatus | undefined;
  readonly isLookingUp: boolean;
}

/** What {@link TabOrganization} needs of the keyring. */
export type TabKeyring = Pick<Keyring, 'getSnapshot' | 'subscribe' | 'openOrganization'>;

/**
 * The organization that a tab works in: the one that its URL names, or else the one that was chosen in this tab. A
 * reloaded, restored or duplicated tab keeps it, so two tabs with the same address can work in two organizations. A new
 * tab begins with the organization that was used last.
 *
 * @example
 * const organization = new TabOrganization(keyring);
 * await organization.ready();
 * organization.subscribe(() => render(organization.getStatus()));
 */
export class TabOrganization {
  readonly #keyring: TabKeyring;
  readonly #store = new Store<TabState>({ status: undefined, isLookingUp: false });
  readonly #disposal = new AbortController();
  /** First segments of paths that look like a slug, and whether each names an organization. */
  readonly #lookedUp = new Map<string, boolean>();
  readonly #opened = new Map<string, SessionStatus>();
  /** What was chosen, and what the snapshot listed of it then: the choice is newer, until the snapshot changes. */
  #choice: { readonly status: SessionStatus; readonly replaces: SessionStatus | undefined } | undefined;
  /** The organization that was chosen before the snapshot had it. */
  #awaited: string | undefined;
  #pending: Promise<void> = Promise.resolve();
  /** What is looked up: a change of the sessions meanwhile does not ask again. */
  #lookingUp: string | undefined;

  constructor(keyring: TabKeyring) {
    this.#keyring = keyring;
    const { signal } = this.#disposal;
    const unsubscribe = keyring.subscribe(this.#update);
    const stopObserving = observeUrl(this.#update);
    addEventListener('popstate', this.#update, { signal });
    signal.addEventListener('abort', () => {
      unsubscribe();
      stopObserving();
      this.#store.clear();
    });
    this.#update();
  }

  /**
   * The organization and its session; the same object until one of them changes. `undefined`: there is none, or the URL is
   * still looked up.
   */
  readonly getStatus = (): SessionStatus | undefined =>
    this.isLookingUp ? undefined : this.#store.get().status;

  /** Whether it is not known yet if the current URL names an organization. */
  get isLookingUp(): boolean {
    return this.#store.get().isLookingUp;
  }

  /** Calls a listener after each change of {@link getStatus}. @returns stops it */
  readonly subscribe = (listener: () => void): (() => void) => this.#store.subscribe(listener);

  /** Resolves once it is known whether the current URL names an organization. */
  async ready(): Promise<void> {
    let waited: Promise<void>;
    do {
      waited = this.#pending;
      await waited;
    } while (waited !== this.#pending);
  }

  /**
   * Makes an organization this tab's own, without a request. It has no effect while the URL names another one.
   *
   * @param chosen what `openOrganization` returned, or a slug: if the snapshot does not have it yet, the tab changes with the
   *   snapshot
   */
  readonly choose = (chosen: string | SessionStatus): void => {
    const slug = typeof chosen === 'string' ? chosen : chosen.organization.slug;
    this.#choice = typeof chosen === 'string' ? undefined : { status: chosen, replaces: this.#listed(slug) };
    this.#awaited = slug;
    remember(slug);
    this.#update();
  };

  /** Removes every listener. */
  dispose(): void {
    this.#disposal.abort();
  }

  readonly #update = (): void => {
    const { sessions, unnamed, confirmation } = this.#keyring.getSnapshot();
    if (confirmation === 'confirmed' && sessions.length + unnamed === 0) {
      this.#choice = undefined;
      deleteLast();
    }
    const named = organizationSlugOfPath(location.pathname);
    const found = named && this.#find(named);
    if (named && (this.#lookedUp.get(named) ?? found)) {
      remember(named);
      // Once the worker lists the session, only the worker says whether it still exists.
      if (found) this.#opened.delete(named);
      this.#set(found || this.#opened.get(named));
      return;
    }
    // `/dashboard` may be a page of an app whose URLs name no organization. The app's back end knows.
    if (named && !this.#lookedUp.has(named)) {
      // Of the organization before, nothing may be sent from the page of this one.
      this.#set(this.#store.get().status, true);
      if (this.#lookingUp !== named) this.#pending = this.#lookUp(named);
      return;
    }
    this.#set(this.#chosen(sessions));
  };

  #set(status: SessionStatus | undefined, isLookingUp = false): void {
    const now = this.#store.get();
    if (status !== now.status || isLookingUp !== now.isLookingUp) this.#store.set({ status, isLookingUp });
  }

  #listed(slug: string): SessionStatus | undefined {
    return this.#keyring.getSnapshot().sessions.find(({ organization }) => organization.slug === slug);
  }

  #find(slug: string): SessionStatus | undefined {
    const listed = this.#listed(slug);
    if (this.#choice?.status.organization.slug !== slug) return listed;
    if (listed === this.#choice.replaces) return this.#choice.status;
    this.#choice = undefined;
    return listed;
  }

  #chosen(sessions: readonly SessionStatus[]): SessionStatus | undefined {
    const own = rememberedIn(sessionStorage);
    const current = this.#store.get().status;
    const kept = own && this.#find(own);
    if (own && own === this.#awaited) {
      if (!kept) return current && this.#find(current.organization.slug);
      this.#awaited = undefined;
    }
    if (kept) return kept;
    const last = rememberedIn(localStorage);
    const usable = sessions.filter(({ session }) => isUsable(session)).sort(bySignIn);
    const chosen = usable.find(({ organization }) => organization.slug === last) ?? usable[0];
    // What another tab does later must not move this one.
    if (chosen) remember(chosen.organization.slug);
    return chosen;
  }

  async #lookUp(slug: string): Promise<void> {
    this.#lookingUp = slug;
    try {
      this.#opened.set(slug, await this.#keyring.openOrganization(slug));
      this.#lookedUp.set(slug, true);
    } catch (error) {
      // In doubt the URL counts: this page must not work in another organization than its address says.
      const isDoubtful = !(error instanceof KeyringError && error.code === 'organization_unknown');
      this.#lookedUp.set(slug, isDoubtful);
      const { signal } = this.#disposal;
      if (isDoubtful) addEventListener('online', () => this.#lookUp(slug), { once: true, signal });
    }
    if (this.#lookingUp === slug) this.#lookingUp = undefined;
    if (!this.#disposal.signal.aborted) this.#update();
  }
}

function remember(slug: string): void {
  for (const storage of [sessionStorage, localStorage]) {
    if (rememberedIn(storage) === slug) continue;
    try {
      storeValue(storage, KEY, slug);
    } catch {
      // The storage is full. A reload then begins with the last organization that could be stored.
    }
  }
}

/** After a sign-out everywhere the browser does not say where its user was. */
function deleteLast(): void {
  try {
    storeValue(localStorage, KEY, null);
  } catch {
    // Site data is blocked, so nothing is stored.
  }
}

function rememberedIn(storage: Storage): string | undefined {
  const text = attempt(() => parseString(storedValue(storage, KEY), 'organization', ORGANIZATION_KEY_LIMIT));
  return parseOrganizationSlug(text);
}

/** The session that was signed in to last comes first. */
function bySignIn({ session: a }: SessionStatus, { session: b }: SessionStatus): number {
  return (isUsable(b) ? b.signedInAt : 0) - (isUsable(a) ? a.signedInAt : 0);
}
