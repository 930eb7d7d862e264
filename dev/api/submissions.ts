import { setTimeout as delay } from 'node:timers/promises';
import type { Database } from '../database/database.ts';
import { createIdempotencyKeys, type Submission } from './idempotency.ts';
import { IDEMPOTENCY_LIFETIME } from './note-store.ts';
import { UnavailableError } from './unavailable-error.ts';

/** Results of a user's requests by `Idempotency-Key`, for requests that belong to no organization. */
export interface Submissions {
  /**
   * Performs `work` unless this key was used before, in any process. A key whose work has failed is free again.
   *
   * @param fingerprint identifies the submitted content. The same key with a different fingerprint is a conflict
   * @param work returns JSON. Parse what `once` returns
   * @throws {UnavailableError} if another process performs the same request and does not end in time
   */
  once(request: SubmittedRequest, work: () => Promise<unknown>): Promise<Submission<unknown>>;
}

/** The request of a submission. */
export interface SubmittedRequest {
  readonly userId: string;
  readonly key: string;
  readonly fingerprint: string;
}

/** How long a repeated request waits for the first one, ms, and how often it asks. */
const PATIENCE = 10_000;
const POLL_INTERVAL = 100;
/** After this time the process that performed the request has ended, s. All work is shorter. */
const CLAIM_LIFETIME = 60;

/** In the memory of this process. @param now ms since the epoch */
export function createMemorySubmissions(now: () => number): Submissions {
  const keys = createIdempotencyKeys<Promise<unknown>>({ now });
  return {
    async once({ userId, key, fingerprint }, work) {
      const submission = keys.once([userId], key, fingerprint, work);
      if (submission.outcome === 'conflict') return submission;
      try {
        return { outcome: submission.outcome, value: await submission.value };
      } catch (error) {
        keys.delete([userId], key, submission.value);
        throw error;
      }
    },
  };
}

/** In the database, for any number of processes. */
export function createSqlSubmissions(database: Database): Submissions {
  /** @returns whether this call performs the request */
  const claim = ({ userId, key, fingerprint }: SubmittedRequest): Promise<boolean> =>
    database.asService(async (query) => {
      const claimed = await query(
        `INSERT INTO keyring.submissions AS known (user_id, key, fingerprint, expires_at)
         VALUES ($1, $2, $3, clock_timestamp() + make_interval(secs => $4))
         ON CONFLICT (user_id, key) DO UPDATE SET
           fingerprint = excluded.fingerprint, response = NULL, claimed_at = clock_timestamp(),
           expires_at = excluded.expires_at
         WHERE known.expires_at <= clock_timestamp()
           OR (known.response IS NULL AND known.fingerprint = excluded.fingerprint
               AND known.claimed_at <= clock_timestamp() - make_interval(secs => $5))
         RETURNING key`,
        [userId, key, fingerprint, IDEMPOTENCY_LIFETIME / 1000, CLAIM_LIFETIME],
      );
      return claimed.length > 0;
    });

  const read = ({ userId, key }: SubmittedRequest) =>
    database.asService(async (query) => {
      const [row] = await query(
        'SELECT fingerprint, response FROM keyring.submissions WHERE user_id = $1 AND key = $2',
        [userId, key],
      );
      return row;
    });

  const perform = async (request: SubmittedRequest, work: () => Promise<unknown>): Promise<unknown> => {
    const owner = [request.userId, request.key];
    const change = (statement: string, more: readonly string[] = []): Promise<unknown> =>
      database.asService((query) =>
        query(`${statement} WHERE user_id = $1 AND key = $2`, [...owner, ...more]),
      );
    let value: unknown;
    try {
      value = await work();
    } catch (error) {
      // If this fails too, the claim ends after a minute.
      await change('DELETE FROM keyring.submissions').catch(() => {});
      throw error;
    }
    await change('UPDATE keyring.submissions SET response = $3', [JSON.stringify(value)]);
    return value;
  };

  return {
    async once(request, work) {
      for (let waited = 0; waited <= PATIENCE; waited += POLL_INTERVAL) {
        if (await claim(request)) return { outcome: 'first', value: await perform(request, work) };
        const known = await read(request);
        if (known !== undefined && known.fingerprint !== request.fingerprint) return { outcome: 'conflict' };
        if (known !== undefined && known.response !== null)
          return { outcome: 'replayed', value: known.response };
        await delay(POLL_INTERVAL);
      }
      throw new UnavailableError('An earlier request with this Idempotency-Key has not ended.');
    },
  };
}
