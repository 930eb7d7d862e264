import { KeyringConfigurationError } from './configuration-error.ts';

const LOOPBACK = /^(?:https?|wss?):\/\/(?:localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?$/;
/** A URL parser also lets `*`, `;`, `,` and quotes into a host, which mean something else in a policy. */
const EXACT = /^[a-z]+:\/\/(?:[\w.-]+|\[[\da-f:.]+\])(?::\d{1,5})?$/;
const LIMIT = 2048;

/** Which origins a setting takes: those of requests, or those of WebSockets as well. */
export type OriginKind = 'http' | 'http-or-socket';

const SECURE: Readonly<Record<OriginKind, readonly string[]>> = {
  http: ['https:'],
  'http-or-socket': ['https:', 'wss:'],
};
const ON_LOOPBACK: Readonly<Record<OriginKind, readonly string[]>> = {
  http: ['http:'],
  'http-or-socket': ['http:', 'ws:'],
};

/** Checks a text of 1 to 2048 characters. @throws KeyringConfigurationError */
export function checkText(value: unknown, setting: string, remedy: string): string {
  if (typeof value === 'string' && value !== '' && value.length <= LIMIT) return value;
  throw new KeyringConfigurationError({
    setting,
    value,
    problem: `it must be a text of 1 to ${LIMIT} characters`,
    remedy,
  });
}

/** Checks a list and each of its items; an item's setting is `setting[index]`. @throws KeyringConfigurationError */
export function checkList<T>(
  value: unknown,
  setting: string,
  { check, limit }: { readonly check: (item: unknown, setting: string) => T; readonly limit: number },
): readonly T[] {
  if (Array.isArray(value) && value.length <= limit)
    return value.map((item: unknown, index) => check(item, `${setting}[${index}]`));
  throw new KeyringConfigurationError({
    setting,
    value,
    problem: `it must be a list of at most ${limit}`,
    remedy: Array.isArray(value) ? 'Remove items.' : 'Write a list, also for one item.',
  });
}

/**
 * Checks an exact origin: what `URL.origin` would give, with https, or with http on a loopback address. No other text
 * can ever be equal to the origin of a request.
 *
 * @throws KeyringConfigurationError
 */
export function checkOrigin(value: unknown, setting: string, kind: OriginKind = 'http'): string {
  const origin = checkText(value, setting, 'Write an origin, for example "https://api.example.com".');
  const url = checkUrl(origin, setting, kind);
  if (url.origin === origin) return origin;
  throw new KeyringConfigurationError({
    setting,
    value: origin,
    problem: 'an origin has no path, no slash at its end, no default port and no capital letters',
    remedy: `Write "${url.origin}".`,
  });
}

/** Checks an absolute URL with https, or with http on a loopback address. @throws KeyringConfigurationError */
export function checkUrl(value: unknown, setting: string, kind: OriginKind = 'http'): URL {
  const text = checkText(value, setting, 'Write a URL, for example "https://app.example.com/path".');
  if (!URL.canParse(text))
    throw new KeyringConfigurationError({
      setting,
      value: text,
      problem: 'it is no URL with an origin',
      remedy: 'Write the whole address, for example "https://app.example.com/path".',
    });
  const url = new URL(text);
  const namesOneHost = EXACT.test(url.origin) && url.href.startsWith(`${url.origin}/`);
  if (!namesOneHost && url.origin !== 'null')
    throw new KeyringConfigurationError({
      setting,
      value: text,
      problem: 'it must name one host, without "*" and without a user',
      remedy: 'Correct the address. In a list, write each origin as an item of its own.',
    });
  const isLocal = ON_LOOPBACK[kind].includes(url.protocol) && LOOPBACK.test(url.origin);
  if (isLocal || SECURE[kind].includes(url.protocol)) return url;
  throw new KeyringConfigurationError({
    setting,
    value: text,
    problem: `it must begin with ${SECURE[kind].map((scheme) => `${scheme}//`).join(' or ')}, or be on localhost`,
    remedy: 'Serve that address over TLS, and name it so.',
  });
}

/** Checks that a setting is one of a few words. @throws KeyringConfigurationError */
export function checkWord<const T extends string>(value: unknown, setting: string, words: readonly T[]): T {
  const word = words.find((candidate) => candidate === value);
  if (word !== undefined) return word;
  throw new KeyringConfigurationError({
    setting,
    value,
    problem: 'there is no such value',
    remedy: `Write one of ${words.map((each) => `"${each}"`).join(', ')}.`,
  });
}
