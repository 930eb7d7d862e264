import { type OrganizationSlug, organizationSlugOfPath } from '../protocol/organization-slug.ts';

/** How a router was asked to navigate. */
export interface NavigationOptions {
  readonly replace?: boolean;
  readonly state?: unknown;
}

/**
 * Makes a change of organization happen in the one order that binds every request rightly: the worker acknowledges
 * the organization, the URL changes, and only then the router loads data. Routers do it the other way round.
 *
 * Create it before the router, so that its `popstate` listener comes first.
 */
export class OrganizationChange {
  readonly #announce: (slug: OrganizationSlug | null) => Promise<void>;
  /** The last organization that the worker was told. */
  #announced: OrganizationSlug | null = null;
  /** Counts navigations: one that was overtaken while it waited must not happen any more. */
  #turn = 0;
  #isReplaying = false;

  constructor(announce: (slug: OrganizationSlug | null) => Promise<void>) {
    this.#announce = announce;
    addEventListener('popstate', this.#onPopState, { capture: true });
    // A page that comes back from the back/forward cache may have been forgotten by the worker.
    addEventListener('pageshow', (event) => {
      if (event.persisted) void this.#tell(slugOf(location.href));
    });
  }

  /** Announces the organization of the URL that the page was loaded with. */
  async start(): Promise<void> {
    await this.#tell(slugOf(location.href));
  }

  /**
   * Takes a navigation over if it changes the organization. The caller then does nothing; the router hears of it as a
   * `popstate` once the URL has changed.
   *
   * @param to the target, a path of this origin
   * @returns whether it was taken over
   */
  takeOver(to: string, { replace = false, state = null }: NavigationOptions = {}): boolean {
    this.#turn += 1;
    const target = slugOf(new URL(to, location.href).href);
    if (target === this.#announced && target === slugOf(location.href)) return false;
    const changeUrl = (): void => {
      if (replace) history.replaceState(state, '', to);
      else history.pushState(state, '', to);
      scrollTo(0, 0);
    };
    // Without an acknowledgement nothing may load here; a document of its own connects anew.
    this.#commit(this.#turn, target, changeUrl).catch(() => location.assign(to));
    return true;
  }

  readonly #onPopState = (event: PopStateEvent): void => {
    if (this.#isReplaying) return;
    this.#turn += 1;
    const target = slugOf(location.href);
    if (target === this.#announced) return;
    event.stopImmediatePropagation();
    this.#commit(this.#turn, target, () => {}).catch(() => location.reload());
  };

  async #commit(turn: number, target: OrganizationSlug | null, changeUrl: () => void): Promise<void> {
    await this.#tell(target);
    if (turn !== this.#turn) return;
    changeUrl();
    this.#isReplaying = true;
    dispatchEvent(new PopStateEvent('popstate', { state: history.state }));
    this.#isReplaying = false;
  }

  async #tell(slug: OrganizationSlug | null): Promise<void> {
    this.#announced = slug;
    await this.#announce(slug);
  }
}

function slugOf(href: string): OrganizationSlug | null {
  return organizationSlugOfPath(new URL(href).pathname) ?? null;
}
