import type { WebhookEventStore } from '../../server/webhooks/webhook-events.ts';
import type { Database } from '../database/database.ts';

/** The webhook events that were handled, in any process. They are remembered for 30 days: see `sql-storage.ts`. */
export function createSqlWebhookEvents(database: Database): WebhookEventStore {
  return {
    claim: (id, lifetime) =>
      database.asService(async (query) => {
        const claimed = await query(
          `INSERT INTO keyring.webhook_events AS known (id, claimed_until)
           VALUES ($1, clock_timestamp() + make_interval(secs => $2))
           ON CONFLICT (id) DO UPDATE SET claimed_until = excluded.claimed_until
           WHERE known.claimed_until <= clock_timestamp()
           RETURNING id`,
          [id, lifetime / 1000],
        );
        if (claimed.length > 0) return 'claimed';
        const [row] = await query(
          'SELECT claimed_until IS NULL AS is_handled FROM keyring.webhook_events WHERE id = $1',
          [id],
        );
        return row?.is_handled === true ? 'handled' : 'running';
      }),
    finish: (id) =>
      database.asService(async (query) => {
        await query('UPDATE keyring.webhook_events SET claimed_until = NULL WHERE id = $1', [id]);
      }),
    release: (id) =>
      database.asService(async (query) => {
        await query('DELETE FROM keyring.webhook_events WHERE id = $1 AND claimed_until IS NOT NULL', [id]);
      }),
  };
}
