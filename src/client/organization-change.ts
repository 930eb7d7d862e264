import type { OrganizationKey } from '../protocol/paths.ts';
import { AnnouncedOrganization } from './announced-organization.ts';
import { observeUrl } from './observe-url.ts';
import { organizationSlugOfPath } from './paths.ts';
import { allowReload, reloadOnce } from './reload-once.ts';

/** How a router was asked to navigate. */
export interface NavigationOptions {
  readonly replace?: boolean | undefined;
  /**
   * The new entry's `history.state`, set unchanged. Default: with `replace` the entry keeps the state that it has, which
   * may be the router's; a new entry has none.
   */
  readonly state?: unknown;
  /**
   * Lets the router itself change the URL, with its own state and its navigation blockers. It is called after the
   * organization was announced and after `takeOver` has returned. Return a promise if the URL changes later. No `popstate` is dispatched then.
   */
  readonly commit?: (() => unknown) | undefined;
}

/**
 * Makes a change of organization happen in the one order that binds every request rightly: the page announces the
 * organization to the worker, the URL changes, and only then the router loads data. Routers do it the other way round.
 *
 * The data does not wait for the worker's acknowledgement. It does if the acknowledgement of the change before is still
 * missing, or if the worker is of an earlier version. If the URL binds all calls of the app, the worker lets the page
 * announce after its data instead.
 *
 * Create it before the router, so that its `popstate` listener comes first.
 *
 * @example
 * const organizationChange = new OrganizationChange();
 * await organizationChange.start();
 */
export class OrganizationChange {
  readonly #announced = new AnnouncedOrganization();
  /** Counts navigations: one that was overtaken while it waited must not happen any more. */
  #turn = 0;
  #isReplaying = false;
  /** Before, a failed announcement is reported by {@link start}. */
  #isStarted = false;
  /** The organization of a navigation that a router is carrying out; `undefined`: none. */
  #committing: OrganizationKey | null | undefined;
  /** Removes every listener. */
  readonly #listening = new AbortController();
  #stopObserving: (() => void) | undefined;

  constructor() {
    const { signal } = this.#listening;
    addEventListener('popstate', this.#onPopState, { capture: true, signal });
    addEventListener('click', this.#onClick, { capture: true, signal });
    addEventListener('pageshow', this.#onPageShow, { signal });
  }

  /**
   * Announces the organization of the URL that the page was loaded with, and from now on of each URL it gets.
   *
   * A page that loads while a new version of the worker waits can be controlled without its requests reaching the worker
   * (Chromium 156). Only another document helps. So if no worker acknowledges the announcement, the page reloads itself, once.
   *
   * @throws KeyringError `controller_missing`: the worker did not acknowledge it, also after the reload
   */
  async start(): Promise<void> {
    const { signal } = this.#listening;
    const announceUrl = (): Promise<void> => this.#announced.announce(slugOf(location.href));
    // The announcement goes out before any request that a script sends after it has changed the URL.
    const onChange = (): void => {
      if (slugOf(location.href) === this.#announced.name) return;
      announceUrl().catch(() => this.#isStarted && this.#reload());
    };
    if (!signal.aborted) this.#stopObserving ??= observeUrl(onChange);
    // Again, because the announcement of a URL that changed meanwhile may have failed.
    await announceUrl()
      .then(announceUrl)
      .then(allowReload, (error: unknown) => {
        if (signal.aborted) throw error;
        return reloadOnce(error);
      });
    this.#isStarted = true;
  }

  /**
   * Takes a navigation over if it changes the organization. The caller then does nothing. The URL is changed by
   * `commit`, or else with `pushState` or `replaceState`, and a `popstate` event tells the router.
   *
   * @param to the target, a path of this origin
   * @returns whether it was taken over
   * @example
   * const go = () => router.navigate(to);
   * if (!organizationChange.takeOver(to, { commit: go })) go();
   */
  takeOver(to: string, options: NavigationOptions = {}): boolean {
    if (this.#listening.signal.aborted) return false;
    const { href } = new URL(to, location.href);
    const target = slugOf(href);
    // The router asks again on behalf of `commit`.
    if (target === this.#committing) return false;
    this.#overtake();
    if (this.#announced.isKnown(target) && target === slugOf(location.href)) return false;
    const turn = this.#turn;
    this.#commit(this.#announced.announce(target, href), target, changeOf(to, options)).catch(() => {
      // Without an acknowledgement nothing may load in this document. A new document connects again.
      if (turn === this.#turn) location.assign(to);
    });
    return true;
  }

  /** Removes all listeners and patches. A navigation that still waits for the worker does not happen. */
  dispose(): void {
    this.#overtake();
    this.#listening.abort();
    this.#stopObserving?.();
  }

  /** The worker may have deleted the record of a page that comes back from the back/forward cache. */
  readonly #onPageShow = ({ persisted }: PageTransitionEvent): void => {
    if (!persisted) return;
    this.#announced.announceAgain(slugOf(location.href)).catch(this.#reload);
  };

  readonly #onPopState = (event: PopStateEvent): void => {
    if (this.#isReplaying) return;
    this.#overtake();
    const target = slugOf(location.href);
    if (this.#announced.isKnown(target)) return;
    const acknowledged = this.#announced.announce(target);
    if (this.#announced.isKnown(target)) {
      this.#reloadUnless(acknowledged);
      return;
    }
    event.stopImmediatePropagation();
    this.#commit(acknowledged, target, { type: 'url', change: () => {} }).catch(this.#reload);
  };

  /** Routers ignore a link to where their page still is; while a change is under way, it means: stay here. */
  readonly #onClick = ({ target }: MouseEvent): void => {
    const link = target instanceof Element ? target.closest('a') : null;
    const here = slugOf(location.href);
    if (link?.href !== location.href || here === this.#announced.name) return;
    this.#overtake();
    this.#announced.announce(here).catch(this.#reload);
  };

  async #commit(acknowledged: Promise<void>, target: OrganizationKey | null, change: Change): Promise<void> {
    const turn = this.#turn;
    if (this.#announced.isKnown(target)) this.#reloadUnless(acknowledged);
    // The router that asks may still be at work, so nothing changes before `takeOver` returns.
    await (this.#announced.isKnown(target) ? undefined : acknowledged);
    if (turn !== this.#turn) return;
    if (change.type === 'router') return this.#commitByRouter(turn, target, change.commit);
    change.change();
    this.#isReplaying = true;
    dispatchEvent(new PopStateEvent('popstate', { state: history.state }));
    this.#isReplaying = false;
  }

  async #commitByRouter(turn: number, target: OrganizationKey | null, commit: () => unknown): Promise<void> {
    this.#committing = target;
    try {
      await commit();
    } catch (error) {
      reportError(error);
    }
    if (turn !== this.#turn) return;
    this.#committing = undefined;
    // The router may have refused, or changes the URL later: until then the organization of the URL counts.
    const here = slugOf(location.href);
    if (here !== this.#announced.name) this.#announced.announce(here).catch(this.#reload);
  }

  /** The page is in the new organization already. If the worker does not acknowledge that, it loads again. */
  #reloadUnless(acknowledged: Promise<void>): void {
    const turn = this.#turn;
    acknowledged.catch(() => {
      if (turn === this.#turn) this.#reload();
    });
  }

  /** After `dispose` another instance may have announced, so a failure says nothing. */
  readonly #reload = (): void => {
    if (!this.#listening.signal.aborted) location.reload();
  };

  /** A navigation under way is no longer wanted. */
  #overtake(): void {
    this.#turn += 1;
    this.#committing = undefined;
  }
}

/** Who changes the URL. */
type Change =
  | { readonly type: 'router'; readonly commit: () => unknown }
  | { readonly type: 'url'; readonly change: () => void };

function changeOf(to: string, { replace = false, state, commit }: NavigationOptions): Change {
  if (commit !== undefined) return { type: 'router', commit };
  const change = (): void => {
    if (replace) history.replaceState(state === undefined ? history.state : state, '', to);
    else history.pushState(state ?? null, '', to);
    scrollTo(0, 0);
  };
  return { type: 'url', change };
}

function slugOf(href: string): OrganizationKey | null {
  return organizationSlugOfPath(new URL(href).pathname) ?? null;
}
