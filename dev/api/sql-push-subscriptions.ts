import type { StoredPushSubscription } from '../../server/push/push-subscription.ts';
import type { PushSubscriptionStore } from '../../server/push/push-subscription-store.ts';
import { parseString, type UnknownRecord } from '../../src/protocol/parse.ts';
import type { Database } from '../database/database.ts';

/** The push subscriptions of all processes. */
export function createSqlPushSubscriptions(database: Database): PushSubscriptionStore {
  return {
    put: ({ endpoint, userId, sessionId, keys }, limit) =>
      database.asService(async (query) => {
        await query(
          `INSERT INTO keyring.push_subscriptions (endpoint, user_id, session_id, p256dh, auth)
           VALUES ($1, $2, $3, $4, $5)
           ON CONFLICT (endpoint, user_id, session_id) DO UPDATE
           SET p256dh = excluded.p256dh, auth = excluded.auth, registered_at = excluded.registered_at`,
          [endpoint, userId, sessionId, keys.p256dh, keys.auth],
        );
        await query(
          `DELETE FROM keyring.push_subscriptions WHERE (endpoint, user_id, session_id) IN (
             SELECT endpoint, user_id, session_id FROM keyring.push_subscriptions
             WHERE user_id = $1 ORDER BY registered_at DESC OFFSET $2::int)`,
          [userId, limit],
        );
      }),
    list: (userId) =>
      database.asService(async (query) => {
        const rows = await query(
          `SELECT endpoint, user_id, session_id, p256dh, auth FROM keyring.push_subscriptions
           WHERE user_id = $1 ORDER BY registered_at`,
          [userId],
        );
        return rows.map(readRow);
      }),
    delete: (match) =>
      database.asService(async (query) => {
        const { endpoint, userId, sessionId } = { endpoint: undefined, ...match };
        await query(
          `DELETE FROM keyring.push_subscriptions
           WHERE endpoint = coalesce($1::text, endpoint) AND user_id = coalesce($2::text, user_id)
           AND session_id = coalesce($3::text, session_id)`,
          [endpoint ?? null, userId ?? null, sessionId ?? null],
        );
      }),
  };
}

function readRow(row: UnknownRecord): StoredPushSubscription {
  return {
    endpoint: parseString(row.endpoint, 'endpoint'),
    userId: parseString(row.user_id, 'user_id'),
    sessionId: parseString(row.session_id, 'session_id'),
    keys: { p256dh: parseString(row.p256dh, 'p256dh'), auth: parseString(row.auth, 'auth') },
  };
}
