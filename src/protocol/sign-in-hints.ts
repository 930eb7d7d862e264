import { parseOneOf, parseRecord, parseString } from './parse.ts';

/** The page of AuthKit to start with. */
export const SCREENS = ['sign-in', 'sign-up'] as const;

/** What a sign-in tells AuthKit beyond the organization and the account. A hint grants nothing by itself. */
export interface SignInHints {
  /** `sign-up`: starts with the creation of an account. */
  readonly screenHint?: (typeof SCREENS)[number] | undefined;
  /** Token of an invitation link. The sign-in accepts the invitation. */
  readonly invitationToken?: string | undefined;
  /** Token of a password reset link. */
  readonly passwordResetToken?: string | undefined;
  /** Email domain, for the identity provider of that domain. */
  readonly domainHint?: string | undefined;
  /** Goes directly to this identity provider, such as `GoogleOAuth`. */
  readonly provider?: string | undefined;
}

/** Longest hint, characters. */
export const HINT_LIMIT = 512;

const TEXTS = ['invitationToken', 'passwordResetToken', 'domainHint', 'provider'] as const;

/** Reads hints from a message. @throws ParseError */
export function parseSignInHints(value: unknown): SignInHints {
  const record = parseRecord(value, 'hints');
  const { screenHint } = record;
  const texts = TEXTS.filter((name) => record[name] !== undefined && record[name] !== null);
  return {
    ...(screenHint !== undefined &&
      screenHint !== null && { screenHint: parseOneOf(screenHint, SCREENS, 'screenHint') }),
    ...Object.fromEntries(texts.map((name) => [name, parseString(record[name], name, HINT_LIMIT)])),
  };
}
