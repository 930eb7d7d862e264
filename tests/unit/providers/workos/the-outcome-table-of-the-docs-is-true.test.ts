import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { TokenOutcome } from '../../../../src/keyring/ports/provider.ts';
import type { HttpResult } from '../../../../src/providers/fetch-text.ts';
import { tokenOutcomeOf } from '../../../../src/providers/workos/token-outcome.ts';
import { answer } from '../../support/fake-authkit.ts';

interface Row {
  readonly status: string;
  readonly body: string;
  readonly meaning: string;
}

const GRANT = JSON.stringify({ user: { id: 'u', email: 'e' }, access_token: 'a', refresh_token: 'r' });

/** The rows of the tables of docs/outcomes.md that begin with an HTTP status, or with "none". */
function readRows(markdown: string): readonly Row[] {
  return markdown.split('\n').flatMap((line) => {
    const [, status, body, meaning] = line.split('|').map((cell) => cell.trim());
    if (status === undefined || body === undefined || meaning === undefined) return [];
    return /^(?:\d{3}|none)$/.test(status) ? [{ status, body, meaning }] : [];
  });
}

/** A cell's body: what stands in backquotes is sent as it is; words in italics stand for what cannot be shown. */
function answerOf({ status, body }: Row): HttpResult {
  const shown = /^`(.*)`$/.exec(body)?.[1];
  if (shown !== undefined) return answer(Number(status), shown);
  switch (body.replace(/^[*_]|[*_]$/g, '')) {
    case 'no response':
      return { type: 'no-response' };
    case 'over 64 KB':
      return { type: 'too-large' };
    case 'empty':
      return answer(Number(status), '');
    case 'anything':
      return answer(Number(status), {
        error: 'invalid_grant',
        error_description: 'Session has already ended.',
      });
    case 'user and both tokens':
      return answer(Number(status), GRANT);
    default:
      throw new Error(`docs/outcomes.md has a body that this test cannot read: ${body}`);
  }
}

function meaningOf(outcome: TokenOutcome): string {
  if (outcome.type === 'granted') return 'use';
  return outcome.type === 'transient' ? 'keep' : `needs \`${outcome.reason}\``;
}

const rows = readRows(readFileSync(new URL('../../../../docs/outcomes.md', import.meta.url), 'utf8'));

describe('docs/outcomes.md', () => {
  test.each(rows.map((row) => [row.status, row.body, row] as const))('%s %s', (_status, _body, row) => {
    expect(meaningOf(tokenOutcomeOf(answerOf(row), 0))).toBe(row.meaning);
  });

  test('has rows of every kind', () => {
    expect(rows.length).toBeGreaterThan(40);
    expect(new Set(rows.map(({ meaning }) => meaning.split(' ')[0]))).toEqual(
      new Set(['use', 'keep', 'needs']),
    );
  });

  test('names every response once', () => {
    const answers = rows.map(({ status, body }) => `${status} ${body}`);
    expect(answers).toEqual([...new Set(answers)]);
  });
});
