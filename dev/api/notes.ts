import { Hono } from 'hono';
import type { OrganizationDirectory } from '../organization-directory.ts';
import { limitBody } from './body-limit.ts';
import { readNoteBody } from './note-body.ts';
import type { NoteStore } from './note-store.ts';
import { streamNotes } from './note-stream.ts';
import { methodNotAllowed, problem } from './problem.ts';
import { requireRole } from './require-role.ts';
import type { ApiEnvironment } from './verify-token.ts';

/** 2000 characters in their longest JSON form (`\uXXXX`), plus the rest of the document. */
const BODY_LIMIT = 16 * 1024;
/** Visible ASCII characters (RFC 9110 field values) are allowed in a key. */
const IDEMPOTENCY_KEY = /^[\x21-\x7e]{1,255}$/;

/** The dependencies of the note routes. */
export interface NoteOptions {
  readonly notes: NoteStore;
  readonly directory: OrganizationDirectory;
  readonly now: () => number;
}

/**
 * `GET /notes`, `POST /notes`, `GET /notes/stream` and, for admins, `GET /notes/export`: those of the token's
 * organization.
 *
 * A browser may send a POST twice if its service worker stops (measured in Chromium). A repeated `Idempotency-Key`
 * therefore returns the first response, marked `Idempotency-Replayed: true`, and adds no note.
 */
export function noteRoutes({ notes, directory, now }: NoteOptions): Hono<ApiEnvironment> {
  const routes = new Hono<ApiEnvironment>();

  routes.get('/', (c) => c.json(notes.list(c.var.token.organizationId)));

  routes.post('/', limitBody(BODY_LIMIT), async (c) => {
    const { organizationId, userId } = c.var.token;
    const key = c.req.header('Idempotency-Key');
    if (key !== undefined && !IDEMPOTENCY_KEY.test(key)) {
      return problem(c, 400, {
        code: 'idempotency_key_invalid',
        title: 'Invalid Idempotency-Key',
        detail: 'An Idempotency-Key has 1 to 255 visible ASCII characters.',
      });
    }
    const body = await readNoteBody(c);
    if ('refusal' in body) return body.refusal;
    const { id, name, email } = await directory.user(userId);
    const add = () => notes.add(organizationId, body.text, { id, name, email }, key);

    if (key === undefined) return c.json(add(), 201);
    const submission = notes.submissions.once([organizationId, userId], key, body.text, add);
    if (submission.outcome === 'conflict') {
      return problem(c, 422, {
        code: 'idempotency_key_reused',
        title: 'Idempotency-Key reused',
        detail: 'This Idempotency-Key was used for another note.',
      });
    }
    if (submission.outcome === 'replayed') c.header('Idempotency-Replayed', 'true');
    return c.json(submission.value, 201);
  });
  routes.all('/', methodNotAllowed('GET, HEAD, POST'));

  routes.get('/export', requireRole('admin'), (c) => {
    const { organizationId } = c.var.token;
    return c.json({
      organizationId,
      exportedAt: new Date(now()).toISOString(),
      notes: notes.list(organizationId),
    });
  });
  routes.all('/export', methodNotAllowed('GET, HEAD'));

  routes.get('/stream', (c) => streamNotes(c, { notes, now }));
  routes.all('/stream', methodNotAllowed('GET, HEAD'));

  return routes;
}
