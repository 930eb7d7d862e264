import type { Database } from '../database/database.ts';
import { createSqlOrganizations } from './created-organizations.ts';
import { createSqlBus } from './message-bus.ts';
import { createSqlNoteStore } from './sql-note-store.ts';
import { createSqlPushSubscriptions } from './sql-push-subscriptions.ts';
import { createSqlTicketStore } from './sql-ticket-store.ts';
import { createSqlWebhookEvents } from './sql-webhook-events.ts';
import type { Storage } from './storage.ts';
import { createSqlSubmissions } from './submissions.ts';

/** Interval between two deletions of expired rows, ms. */
const DELETION_INTERVAL = 3_600_000;

/** Rows that are no longer needed. A deleted note and a handled event are remembered for 30 days. */
const EXPIRED = [
  'DELETE FROM keyring.idempotency_keys WHERE expires_at <= now()',
  'DELETE FROM keyring.tickets WHERE expires_at <= now()',
  'DELETE FROM keyring.ended_sessions WHERE until <= now()',
  'DELETE FROM keyring.submissions WHERE expires_at <= now()',
  `DELETE FROM keyring.notes WHERE deleted_at <= now() - interval '30 days'`,
  `DELETE FROM keyring.webhook_events WHERE received_at <= now() - interval '30 days'`,
  `DELETE FROM keyring.push_subscriptions WHERE registered_at <= now() - interval '90 days'`,
];

/** The storage of the example API in a database that has the migrations. */
export function createSqlStorage(database: Database): Storage {
  const notes = createSqlNoteStore(database);
  const messages = createSqlBus(database);
  const clean = (): void => void deleteExpired(database).catch(() => {});
  const cleaning = setInterval(clean, DELETION_INTERVAL).unref();
  clean();
  return {
    notes,
    messages,
    organizations: createSqlOrganizations(database),
    tickets: createSqlTicketStore(database),
    submissions: createSqlSubmissions(database),
    pushSubscriptions: createSqlPushSubscriptions(database),
    webhookEvents: createSqlWebhookEvents(database),
    async check() {
      await database.asService((query) => query('SELECT 1'));
    },
    async close() {
      clearInterval(cleaning);
      notes.close();
      messages.close();
      await database.close();
    },
  };
}

/** Deletes expired rows. Safe in several processes at the same time. */
export function deleteExpired(database: Database): Promise<void> {
  return database.asService(async (query) => {
    for (const statement of EXPIRED) await query(statement);
  });
}
