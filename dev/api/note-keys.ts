import { createHash } from 'node:crypto';
import type { Query } from '../database/database.ts';
import { parseStoredNote } from './note-rows.ts';
import { insert } from './note-statements.ts';
import {
  type Deletion,
  type DeletionKey,
  IDEMPOTENCY_LIFETIME,
  type NewNote,
  type Note,
  type Submission,
} from './note-store.ts';

/** Adds a note, unless its idempotency key was used: then it returns the note of that request. */
export async function addOnce(
  query: Query,
  organizationId: string,
  note: NewNote & { readonly submission: string },
): Promise<Submission> {
  const owner = [organizationId, note.author.id, note.submission];
  const fingerprint = createHash('sha256').update(note.text).digest('base64url');
  const known = await knownKey(query, owner);
  if (known !== undefined) {
    if (known.fingerprint !== fingerprint) return { outcome: 'conflict' };
    return { outcome: 'replayed', note: parseStoredNote(known.response) };
  }
  const added = await insert(query, organizationId, note);
  await keepKey(query, owner, fingerprint, added);
  return { outcome: 'first', note: added };
}

/** A deletion has no text: every key of it has this fingerprint, which is no hash of a text. */
const DELETE_ALL = 'delete-all';

/** Records the key of a deletion, in its transaction. */
export async function useKey(
  query: Query,
  organizationId: string,
  submission: DeletionKey | undefined,
): Promise<Deletion> {
  if (submission === undefined) return 'first';
  const owner = [organizationId, submission.userId, submission.key];
  const known = await knownKey(query, owner);
  if (known !== undefined) return known.fingerprint === DELETE_ALL ? 'replayed' : 'conflict';
  await keepKey(query, owner, DELETE_ALL, null);
  return 'first';
}

async function knownKey(query: Query, owner: readonly string[]) {
  const [known] = await query(
    `SELECT fingerprint, response FROM keyring.idempotency_keys
     WHERE organization_id = $1 AND user_id = $2 AND key = $3 AND expires_at > clock_timestamp()`,
    owner,
  );
  return known;
}

async function keepKey(
  query: Query,
  owner: readonly string[],
  fingerprint: string,
  response: Note | null,
): Promise<void> {
  await query(
    `INSERT INTO keyring.idempotency_keys (organization_id, user_id, key, fingerprint, response, expires_at)
     VALUES ($1, $2, $3, $4, $5, clock_timestamp() + make_interval(secs => $6))
     ON CONFLICT (organization_id, user_id, key) DO UPDATE
     SET fingerprint = excluded.fingerprint, response = excluded.response, expires_at = excluded.expires_at`,
    [...owner, fingerprint, JSON.stringify(response), IDEMPOTENCY_LIFETIME / 1000],
  );
}
