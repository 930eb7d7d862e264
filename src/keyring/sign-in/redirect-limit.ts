import { KeyringError } from '../../protocol/errors.ts';
import type { Organization } from '../../protocol/session-status.ts';
import type { Rate, RateWindow } from '../timing/rate-window.ts';

/** Automatic redirects per organization (R23). */
const RATE: Rate = { limit: 2, window: 60_000 };

/**
 * Ends redirect loops between the application and the provider with a page and a button. It counts redirects and not
 * their results, so a sign-in that succeeds and does not last counts too.
 */
export class RedirectLimit {
  readonly #rates: RateWindow;

  constructor(rates: RateWindow) {
    this.#rates = rates;
  }

  /** Counts one automatic redirect. @throws KeyringError `authorization_limited` when the limit is reached */
  async spend(organization: Organization | null): Promise<void> {
    if ((await this.#rates.spend(organization?.id ?? 'none', RATE)) === 0) return;
    throw new KeyringError(
      'authorization_limited',
      `Signing in${organization === null ? '' : ` to ${organization.name}`} was tried ${RATE.limit} times within a minute and did not last.`,
      { organizationSlug: organization?.slug ?? null },
    );
  }
}
