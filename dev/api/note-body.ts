import type { Context } from 'hono';
import { attempt, parseRecord } from '../../src/protocol/parse.ts';
import { problem } from './problem.ts';
import { parseStorableText } from './storable-text.ts';

/** In UTF-16 code units, as `maxlength` of an HTML field counts. */
const NOTE_LENGTH = 2000;

/** A note's trimmed text, or the error response. */
export type NoteBody = { readonly text: string } | { readonly refusal: Response };

/**
 * Reads `{text}` from a request's body.
 *
 * @returns the text, or an error response: 415 for another media type, 400 for invalid JSON, 422 for an invalid note
 */
export async function readNoteBody(c: Context): Promise<NoteBody> {
  if (!/^application\/json(?:\s*;|$)/i.test(c.req.header('Content-Type') ?? '')) {
    const refusal = problem(c, 415, {
      code: 'media_type_unsupported',
      title: 'Unsupported media type',
      detail: 'A note is sent as application/json.',
      headers: { Accept: 'application/json' },
    });
    return { refusal };
  }
  let body: unknown;
  try {
    body = JSON.parse(await c.req.text());
  } catch {
    const detail = 'The body is not JSON.';
    return { refusal: problem(c, 400, { code: 'body_malformed', title: 'Malformed body', detail }) };
  }
  const text = parseNoteText(body);
  if (text !== undefined) return { text };
  const detail = `"text" must be a string of 1 to ${NOTE_LENGTH} characters, white space around it not counted, in Unicode without NUL.`;
  return { refusal: problem(c, 422, { code: 'note_invalid', title: 'Invalid note', detail }) };
}

function parseNoteText(body: unknown): string | undefined {
  return parseStorableText(attempt(() => parseRecord(body, 'body'))?.text, NOTE_LENGTH);
}
