import { KeyringError } from '../../protocol/errors.ts';
import { attempt, parseList, parseNumber } from '../../protocol/parse.ts';
import type { Organization } from '../../protocol/session-status.ts';
import type { Platform, RecordStore } from '../ports.ts';

/** Redirects that nobody clicked for, per organization and {@link WINDOW} (R23). */
const LIMIT = 2;
/** ms */
const WINDOW = 60_000;

/**
 * The loop breaker: whatever makes an application and AuthKit send a person to and fro, it ends with a page
 * and a button. It counts redirects, not their outcomes, so a sign-in that succeeds and does not last counts too.
 */
export class RedirectLimit {
  readonly #records: RecordStore;
  readonly #platform: Platform;

  constructor(records: RecordStore, platform: Platform) {
    this.#records = records;
    this.#platform = platform;
  }

  /** Counts one automatic redirect. @throws KeyringError `authorization_limited` when it would be one too many */
  async spend(organization: Organization | null): Promise<void> {
    const key = organization?.id ?? 'none';
    const now = this.#platform.now();
    const stored = await this.#records.get(key);
    const times = attempt(() => parseList(stored, (time) => parseNumber(time, 'time'), 'redirects')) ?? [];
    const recent = times.filter((time) => Math.abs(now - time) < WINDOW);
    if (recent.length >= LIMIT) {
      throw new KeyringError(
        'authorization_limited',
        `Signing in to ${organization?.name ?? 'AuthKit'} was tried ${LIMIT} times within a minute and did not last.`,
        { organizationSlug: organization?.slug ?? null },
      );
    }
    await this.#records.put(key, [...recent, now]);
  }
}
