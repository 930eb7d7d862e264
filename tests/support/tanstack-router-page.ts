import { createBrowserHistory, type RouterHistory } from '@tanstack/history';
import { OrganizationChange } from '../../src/client/organization-change.ts';

/** The part of TanStack Router that a change of organization depends on: its history, with a navigation blocker. */
class RouterPage {
  // First: the router listens to `popstate`, and is to hear of another organization once the worker has acknowledged it.
  readonly organizationChange = new OrganizationChange();
  readonly history: RouterHistory = createBrowserHistory();
  /** The locations that the router received. */
  readonly locations: string[] = [];
  /** Whether the blocker waits for a decision. */
  isAsking = false;
  #settle: (isBlocked: boolean) => void = () => {};

  async start(): Promise<void> {
    await this.organizationChange.start();
    this.history.subscribe(({ location }) => {
      this.locations.push(location.href);
    });
  }

  /** Asks before each navigation, as a page with unsaved text does. */
  block(): void {
    this.history.block({
      enableBeforeUnload: false,
      blockerFn: () =>
        new Promise((resolve) => {
          this.isAsking = true;
          this.#settle = resolve;
        }),
    });
  }

  /** The user stays on the page, or leaves it. */
  answer(isBlocked: boolean): void {
    this.isAsking = false;
    this.#settle(isBlocked);
  }

  /** A link of the router. */
  push(to: string): void {
    const push = (): void => this.history.push(to, { fromLink: true });
    if (!this.organizationChange.takeOver(to, { commit: push })) push();
  }
}

declare global {
  interface Window {
    routerPage: RouterPage;
  }
}
window.routerPage = new RouterPage();
