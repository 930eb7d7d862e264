import { type Context, Hono } from 'hono';
import type { SessionHints } from '../../server/webhooks/session-hints.ts';
import type { OrganizationDirectory } from '../organization-directory.ts';
import { limitBody } from './body-limit.ts';
import { invalidKey, isKeyAllowed } from './idempotency-key.ts';
import { readNoteBody } from './note-body.ts';
import type { MayChange, NoteChange, NoteStore } from './note-store.ts';
import { streamNotes } from './note-stream.ts';
import { methodNotAllowed, problem } from './problem.ts';
import { requireRecentSignIn } from './require-recent-sign-in.ts';
import { requireRole } from './require-role.ts';
import type { ApiEnvironment } from './require-token.ts';
import type { AccessToken } from './verify-token.ts';

/** 2000 characters in their longest JSON form (`\uXXXX`), plus the rest of the document. */
const BODY_LIMIT = 16 * 1024;
/** Who deletes all notes of an organization has to have signed in within this time, s. */
const DELETION_MAX_AGE = 300;

/** The dependencies of the note routes. */
export interface NoteOptions {
  readonly notes: NoteStore;
  readonly directory: OrganizationDirectory;
  readonly hints?: Pick<SessionHints, 'subscribe'> | undefined;
  readonly now: () => number;
}

/**
 * `GET /notes`, `POST /notes`, `PATCH` and `DELETE /notes/:id`, `GET /notes/stream` and, for admins, `GET
 * /notes/export` and `DELETE /notes`: those of the token's organization. `DELETE /notes` demands a recent sign-in.
 *
 * A browser may send a POST twice if its service worker stops (measured in Chromium). A repeated `Idempotency-Key`
 * therefore returns the first response, marked `Idempotency-Replayed: true`, and adds no note.
 */
export function noteRoutes({ notes, directory, hints, now }: NoteOptions): Hono<ApiEnvironment> {
  const routes = new Hono<ApiEnvironment>();

  routes.get('/', async (c) => c.json(await notes.list(c.var.token.organizationId)));

  routes.post('/', limitBody(BODY_LIMIT), async (c) => {
    const { organizationId, userId } = c.var.token;
    const submission = c.req.header('Idempotency-Key');
    if (!isKeyAllowed(submission)) return invalidKey(c);
    const body = await readNoteBody(c);
    if ('refusal' in body) return body.refusal;
    const { id, name, email } = await directory.user(userId);
    const { text } = body;
    const added = await notes.add(organizationId, { text, author: { id, name, email }, submission });
    if (added.outcome === 'conflict') return reusedKey(c);
    if (added.outcome === 'replayed') c.header('Idempotency-Replayed', 'true');
    return c.json(added.note, 201);
  });
  routes.delete('/', requireRole('admin'), requireRecentSignIn(DELETION_MAX_AGE, now), async (c) => {
    const { organizationId, userId } = c.var.token;
    const key = c.req.header('Idempotency-Key');
    if (!isKeyAllowed(key)) return invalidKey(c);
    const outcome = await notes.deleteAll(organizationId, key === undefined ? undefined : { userId, key });
    if (outcome === 'conflict') return reusedKey(c);
    if (outcome === 'replayed') c.header('Idempotency-Replayed', 'true');
    return c.body(null, 204);
  });
  routes.all('/', methodNotAllowed('GET, HEAD, POST, DELETE'));

  routes.get('/export', requireRole('admin'), async (c) => {
    const { organizationId } = c.var.token;
    return c.json({
      organizationId,
      exportedAt: new Date(now()).toISOString(),
      notes: await notes.list(organizationId, null),
    });
  });
  routes.all('/export', methodNotAllowed('GET, HEAD'));

  routes.get('/stream', (c) => streamNotes(c, { notes, hints, now }));
  routes.all('/stream', methodNotAllowed('GET, HEAD'));

  routes.patch('/:id', limitBody(BODY_LIMIT), async (c) => {
    const body = await readNoteBody(c);
    if ('refusal' in body) return body.refusal;
    const { token } = c.var;
    const edit = { text: body.text, mayChange: mayChange(token) };
    return changed(c, await notes.edit(token.organizationId, c.req.param('id'), edit));
  });
  routes.delete('/:id', async (c) => {
    const { token } = c.var;
    return changed(c, await notes.delete(token.organizationId, c.req.param('id'), mayChange(token)));
  });
  routes.all('/:id', methodNotAllowed('PATCH, DELETE'));

  return routes;
}

const reusedKey = (c: Context): Response =>
  problem(c, 422, {
    code: 'idempotency_key_reused',
    title: 'Idempotency-Key reused',
    detail: 'This Idempotency-Key was used for another request.',
  });

/** A note's author and the organization's admins may change it. The roles are those in the verified token. */
const mayChange =
  ({ userId, roles }: AccessToken): MayChange =>
  ({ author }) =>
    author.id === userId || roles.includes('admin');

function changed(c: Context, change: NoteChange): Response {
  if (change.outcome === 'missing') {
    return problem(c, 404, {
      code: 'note_not_found',
      title: 'Note not found',
      detail: 'This organization has no note with this id. It may have been deleted.',
    });
  }
  if (change.outcome === 'forbidden') {
    return problem(c, 403, {
      code: 'note_forbidden',
      title: 'Not allowed',
      detail: "Only the note's author and the organization's admins can change it.",
    });
  }
  return c.req.method === 'DELETE' ? c.body(null, 204) : c.json(change.note);
}
