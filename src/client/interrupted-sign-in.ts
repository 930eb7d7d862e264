import { attempt, parseNullable, parseRecord, parseString } from '../protocol/parse.ts';
import { ORGANIZATION_KEY_LIMIT } from '../protocol/paths.ts';
import { RETURN_PATH_LIMIT } from '../protocol/return-path.ts';

const KEY = 'keyring-sign-in';

/** A sign-in that a tab left for. */
export interface InterruptedSignIn {
  readonly slug: string | null;
  readonly returnTo: string;
}

/**
 * Notes what a tab leaves for. The worker forgets a sign-in after ten minutes, and with its key or its database; whoever
 * then comes back from AuthKit is nobody that it knows.
 *
 * @param storage `sessionStorage` of the tab: it outlives the way to AuthKit, and no other tab has it
 */
export function noteSignIn(storage: Storage, { slug, returnTo }: InterruptedSignIn): void {
  storage.setItem(KEY, JSON.stringify({ slug, returnTo }));
}

/** The sign-in that this tab left for and is not back from. It stands until the tab is back, or leaves for another. */
export function interruptedSignIn(): InterruptedSignIn | undefined {
  const text = sessionStorage.getItem(KEY);
  return text === null ? undefined : attempt(() => parseInterruptedSignIn(parseJson(text)));
}

/** The tab is back from wherever it was. */
export function forgetInterruptedSignIn(): void {
  sessionStorage.removeItem(KEY);
}

function parseInterruptedSignIn(value: unknown): InterruptedSignIn {
  const record = parseRecord(value, 'sign-in');
  return {
    slug: parseNullable(record.slug, (slug) => parseString(slug, 'slug', ORGANIZATION_KEY_LIMIT)),
    returnTo: parseString(record.returnTo, 'returnTo', RETURN_PATH_LIMIT),
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
