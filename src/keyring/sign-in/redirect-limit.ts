import { KeyringError } from '../../protocol/errors.ts';
import type { Organization } from '../../protocol/session-status.ts';
import type { Rate, RateWindow } from '../refresh/rate-window.ts';

/** Redirects that nobody clicked for, per organization (R23). */
const RATE: Rate = { limit: 2, window: 60_000 };

/**
 * The loop breaker: whatever makes an application and the provider send a person to and fro, it ends with a page
 * and a button. It counts redirects, not their outcomes, so a sign-in that succeeds and does not last counts too.
 */
export class RedirectLimit {
  readonly #rates: RateWindow;

  constructor(rates: RateWindow) {
    this.#rates = rates;
  }

  /** Counts one automatic redirect. @throws KeyringError `authorization_limited` when it would be one too many */
  async spend(organization: Organization | null): Promise<void> {
    if ((await this.#rates.spend(organization?.id ?? 'none', RATE)) === 0) return;
    throw new KeyringError(
      'authorization_limited',
      `Signing in${organization === null ? '' : ` to ${organization.name}`} was tried ${RATE.limit} times within a minute and did not last.`,
      { organizationSlug: organization?.slug ?? null },
    );
  }
}
