import { type OrganizationSlug, organizationSlugOfPath } from '../protocol/organization-slug.ts';
import { announceOrganization } from './announce.ts';
import { observeUrl } from './observe-url.ts';

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
 *
 * @example
 * const organizationChange = new OrganizationChange();
 * await organizationChange.start();
 */
export class OrganizationChange {
  /** What the worker was told last, and its acknowledgement. */
  #announced: OrganizationSlug | null = null;
  #acknowledgement: Promise<void> | undefined;
  #isAcknowledged = false;
  /** Counts navigations: one that was overtaken while it waited must not happen any more. */
  #turn = 0;
  #isReplaying = false;

  constructor() {
    addEventListener('popstate', this.#onPopState, { capture: true });
    addEventListener('click', this.#onClick, { capture: true });
    // A page that comes back from the back/forward cache may have been forgotten by the worker.
    addEventListener('pageshow', (event) => {
      if (!event.persisted) return;
      this.#acknowledgement = undefined;
      this.#tell(slugOf(location.href)).catch(reload);
    });
  }

  /** Announces the organization of the URL that the page was loaded with, and from now on of each URL it gets. */
  async start(): Promise<void> {
    await this.#tell(slugOf(location.href));
    // Whoever changes the URL past the router is followed: the announcement goes out before anything sent after it.
    observeUrl(() => {
      const slug = slugOf(location.href);
      if (slug !== this.#announced) this.#tell(slug).catch(reload);
    });
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
    if (this.#isKnown(target) && target === slugOf(location.href)) return false;
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
    if (this.#isKnown(target)) return;
    event.stopImmediatePropagation();
    this.#commit(this.#turn, target, () => {}).catch(reload);
  };

  /** Routers ignore a link to where their page still is; while a change is under way, it means: stay here. */
  readonly #onClick = ({ target }: MouseEvent): void => {
    const link = target instanceof Element ? target.closest('a') : null;
    const here = slugOf(location.href);
    if (link?.href !== location.href || here === this.#announced) return;
    this.#turn += 1;
    this.#tell(here).catch(reload);
  };

  async #commit(turn: number, target: OrganizationSlug | null, changeUrl: () => void): Promise<void> {
    await this.#tell(target);
    if (turn !== this.#turn) return;
    changeUrl();
    this.#isReplaying = true;
    dispatchEvent(new PopStateEvent('popstate', { state: history.state }));
    this.#isReplaying = false;
  }

  #isKnown(slug: OrganizationSlug | null): boolean {
    return this.#isAcknowledged && slug === this.#announced;
  }

  #tell(slug: OrganizationSlug | null): Promise<void> {
    if (this.#acknowledgement !== undefined && slug === this.#announced) return this.#acknowledgement;
    this.#announced = slug;
    this.#isAcknowledged = false;
    const acknowledgement = announceOrganization(slug).then(() => {
      if (acknowledgement === this.#acknowledgement) this.#isAcknowledged = true;
    });
    this.#acknowledgement = acknowledgement;
    // A failed announcement must not be the result of every later attempt.
    acknowledgement.catch(() => {
      if (acknowledgement === this.#acknowledgement) this.#acknowledgement = undefined;
    });
    return acknowledgement;
  }
}

function slugOf(href: string): OrganizationSlug | null {
  return organizationSlugOfPath(new URL(href).pathname) ?? null;
}

function reload(): void {
  location.reload();
}
