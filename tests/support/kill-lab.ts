import { setTimeout as moment } from 'node:timers/promises';
import { expect, type Page } from '@playwright/test';
import { signIn } from './app.ts';
import type { AuthKitControl } from './authkit-control.ts';
import { CREDENTIALS } from './credentials.ts';
import { firefoxOf } from './firefox-chrome.ts';
import { emptyLimits } from './keyring-database.ts';
import type { KnownOrganization } from './organizations.ts';
import { SeededRandom } from './random.ts';
import { WorkerKiller } from './worker-control.ts';
import { askAgain } from './worker-messages.ts';

/** The outcome of a call for an organization: the slug in the response, a problem's code, or cut off by the browser. */
export type CallOutcome = string | 'cut-off';

/** Lifetime of access tokens in the lab, s: never over by itself within a test. */
const LIFETIME = 60;

/**
 * Pages without an app in them, in one profile, whose worker is killed at random moments. Every call, sign-in and
 * sign-out is requested as by the app; nothing else is running, so every loss is caused by the kill.
 */
export class KillLab {
  readonly page: Page;
  readonly random = new SeededRandom();
  readonly #authKit: AuthKitControl;
  readonly #killer: WorkerKiller;
  readonly #landed = new Map<string, number>();
  #clockOffset = 0;
  #visits = 0;

  private constructor(page: Page, authKit: AuthKitControl, killer: WorkerKiller) {
    this.page = page;
    this.#authKit = authKit;
    this.#killer = killer;
  }

  /** Signs in to all of these organizations; one page stays, on a document without script. */
  static async open(
    page: Page,
    authKit: AuthKitControl,
    organizations: readonly KnownOrganization[],
  ): Promise<KillLab> {
    await authKit.changeSettings({ accessTokenTtl: LIFETIME });
    const [first] = organizations;
    if (first === undefined) throw new Error('No organization to sign in to.');
    await signIn(page, first);
    await page.goto(quietPath(first));
    const lab = new KillLab(page, authKit, await WorkerKiller.attach(page));
    for (const organization of organizations.slice(1)) {
      if (CREDENTIALS === 'shared') await lab.signInSilently(page, organization);
      else await lab.signIn(page, organization);
    }
    return lab;
  }

  get kills(): number {
    return this.#killer.kills;
  }

  /** Ends the worker after a random part of `within` ms. */
  async killWithin(within: number): Promise<void> {
    await moment(this.random.between(0, within));
    await this.#killer.kill();
  }

  /** Makes every access token expired to the API, so that the next call of each organization costs a refresh. */
  async expireTokens(): Promise<void> {
    this.#clockOffset += LIFETIME + 1;
    await this.#authKit.changeSettings({ clockOffset: this.#clockOffset });
  }

  /** Lets AuthKit be late by random ms, before it acts and before it replies, so that a kill can land at each. */
  async delayAnswers(on: 'refresh' | 'code', requests: number): Promise<void> {
    const perFault = 5;
    for (let count = 0; count < requests; count += perFault) {
      const delayMs = Math.round(this.random.between(0, 12));
      const replyDelayMs = Math.round(this.random.between(0, 12));
      await this.#authKit.addFault({ on, times: perFault, delayMs, replyDelayMs });
    }
  }

  /**
   * Calls the API for all of these organizations at once. A call is also cut off from the worker if Firefox sent it past the
   * worker, which it does if a kill came before it could deliver the event. The API rejects such a call: it has no token.
   */
  async call(organizations: readonly KnownOrganization[]): Promise<readonly CallOutcome[]> {
    const outcomes: readonly CallOutcome[] = await this.page.evaluate(
      (slugs) =>
        Promise.all(
          slugs.map(async (slug) => {
            try {
              const response = await fetch('/api/me', { headers: { 'X-Org-Slug': slug } });
              const body: { organization?: { slug: string }; code?: string } = await response.json();
              return body.organization?.slug ?? body.code ?? `${response.status}`;
            } catch {
              return 'cut-off';
            }
          }),
        ),
      organizations.map(({ slug }) => slug),
    );
    if (firefoxOf(this.page.context()) === undefined) return outcomes;
    return outcomes.map((outcome) => (outcome === 'invalid_token' ? 'cut-off' : outcome));
  }

  /** Begins a sign-in as far as the page's leave. @returns where it comes back to */
  async leaveForSignIn(page: Page, organization: KnownOrganization): Promise<string> {
    this.#visits += 1;
    const returnTo = quietPath(organization, this.#visits);
    const { authorizationUrl } = await askAgain(page, 'start-authorization', {
      organizationSlug: organization.slug,
      returnTo,
      trigger: 'requested',
      tab: 'a tab of the lab',
      prompt: null,
      loginHint: null,
      following: [],
    });
    await page.evaluate((url) => {
      // After the result is returned to the test, which would otherwise be lost with the document.
      setTimeout(() => location.assign(url), 0);
    }, authorizationUrl);
    return returnTo;
  }

  /** Signs in with a credential of another organization. @returns whether one could */
  async signInSilently(page: Page, { slug }: KnownOrganization): Promise<boolean> {
    await emptyLimits(page);
    const { session } = await askAgain(page, 'sign-in-silently', { organizationSlug: slug });
    return session.status === 'active';
  }

  /** Signs in without a page, because the user is signed in at AuthKit. The session has a credential of its own. */
  async signIn(page: Page, organization: KnownOrganization): Promise<void> {
    await page.waitForURL(`**${await this.leaveForSignIn(page, organization)}`);
  }

  /** Notes where a kill landed. */
  landed(where: string): void {
    this.#landed.set(where, (this.#landed.get(where) ?? 0) + 1);
  }

  /** Whether a kill landed at this place. */
  hasLanded(where: string): boolean {
    return this.#landed.has(where);
  }

  /** A summary of the run. */
  report(more: Readonly<Record<string, number>>): string {
    const counts = [...this.#landed].sort().map(([where, count]) => `${where}: ${count}`);
    const sums = Object.entries(more).map(([name, count]) => `${name}: ${count}`);
    return `${this.kills} kills (SEED=${this.random.seed}). ${sums.join(', ')}. Landed at – ${counts.join('; ')}`;
  }
}

/** A document of the app's origin, controlled by the worker, with nothing in it that runs. */
export function quietPath({ slug }: KnownOrganization, visit = 0): string {
  return `/${slug}/nothing-here.txt?visit=${visit}`;
}

/** Every call got the response of its own organization; those that the browser cut off with the worker are repeated. */
export async function expectOwnAnswers(
  lab: KillLab,
  organizations: readonly KnownOrganization[],
  outcomes: readonly CallOutcome[],
): Promise<void> {
  const cutOff = organizations.filter((_, index) => outcomes[index] === 'cut-off');
  const answered = organizations.filter((_, index) => outcomes[index] !== 'cut-off');
  expect(outcomes.filter((outcome) => outcome !== 'cut-off')).toEqual(answered.map(({ slug }) => slug));
  if (cutOff.length > 0) expect(await lab.call(cutOff)).toEqual(cutOff.map(({ slug }) => slug));
}
