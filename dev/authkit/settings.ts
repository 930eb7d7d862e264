import {
  asBoolean,
  asInteger,
  asNumber,
  asOneOf,
  asString,
  assertOnly,
  InvalidInput,
  type JsonObject,
} from './json.ts';
import type { AuthKitOptions } from './options.ts';

/** The signing secret of the local AuthKit's webhooks. It protects nothing: the local AuthKit is for tests. */
export const LOCAL_WEBHOOK_SECRET = 'whsec_of_the_local_authkit';

/** Settings that can be changed while the local AuthKit runs. Times are in seconds. */
export interface Settings {
  readonly accessTokenTtl: number;
  readonly refreshGrace: number;
  /** Signed offset of the times in tokens relative to the real clock. */
  readonly clockOffset: number;
  readonly sessionMaxAge: number | null;
  readonly sessionInactivity: number | null;
  /**
   * How long a session at the identity provider lasts after a single sign-on. Tokens state its end in `session_expiry`, and
   * the next sign-in then asks for single sign-on again. The session itself goes on. null: tokens state no end.
   */
  readonly identityProviderSessionMaxAge: number | null;
  /** WorkOS has three shapes of issuer: the API's address, that with a path for the client, a custom domain. */
  readonly issuer: string;
  /** Undocumented by WorkOS: new authorizations of one AuthKit browser session share one `sid`. */
  readonly sharedSid: boolean;
  /** Undocumented by WorkOS: authorizing an organization again under a live AuthKit cookie keeps its `sid`. */
  readonly reauthorizeSameSid: boolean;
  /** Undocumented by WorkOS: a refresh that is refused for its organization uses the refresh token all the same. */
  readonly refusedSwitchSpendsToken: boolean;
  /** Undocumented by WorkOS: a repeated refresh that names another organization gets the first pair, or is refused. */
  readonly replayOtherOrganization: 'pair' | 'refuse';
  /** Undocumented by WorkOS: the response for a user who is not a member of the requested organization. */
  readonly nonMember: 'page' | 'redirect';
  /** Tokens name an organization that was not requested: any other one, or the given one. */
  readonly wrongOrganization: boolean | string;
  /** Tokens name a subject who did not sign in: an invented one, or the given one. */
  readonly wrongSubject: boolean | string;
  /**
   * Where a logout without `return_to` redirects: the "Sign-out redirect" or the homepage of the dashboard, or WorkOS's page of an
   * error. null: a page of this AuthKit.
   */
  readonly signOutRedirect: string | null;
  /** The receiver of webhooks; null: none are sent. */
  readonly webhookUrl: string | null;
  /** Signs webhooks. */
  readonly webhookSecret: string;
}

export function initialSettings(options: AuthKitOptions): Settings {
  return {
    accessTokenTtl: options.accessTokenTtl,
    refreshGrace: options.refreshGrace,
    clockOffset: options.clockOffset ?? 0,
    sessionMaxAge: options.sessionMaxAge ?? null,
    sessionInactivity: options.sessionInactivity ?? null,
    identityProviderSessionMaxAge: null,
    issuer: `${options.origin}/user_management/${options.clientId}`,
    sharedSid: false,
    reauthorizeSameSid: false,
    refusedSwitchSpendsToken: false,
    replayOtherOrganization: 'pair',
    nonMember: 'page',
    wrongOrganization: false,
    wrongSubject: false,
    signOutRedirect: null,
    webhookUrl: null,
    webhookSecret: LOCAL_WEBHOOK_SECRET,
  };
}

/** Maximum clock offset: two days in each direction. */
const LARGEST_CLOCK_OFFSET = 2 * 86_400;

type SettingParsers = { readonly [Name in keyof Settings]: (value: unknown, name: string) => Settings[Name] };

/** Maximum token lifetime: one day. A longer value is probably in the wrong unit. */
const LONGEST_ACCESS_TOKEN = 86_400;

const parsers: SettingParsers = {
  accessTokenTtl: (value, name) => asInteger(value, name, 1, LONGEST_ACCESS_TOKEN),
  refreshGrace: (value, name) => asNumber(value, name, 0),
  clockOffset: (value, name) => asInteger(value, name, -LARGEST_CLOCK_OFFSET, LARGEST_CLOCK_OFFSET),
  sessionMaxAge: secondsOrNoLimit,
  sessionInactivity: secondsOrNoLimit,
  identityProviderSessionMaxAge: secondsOrNoLimit,
  issuer: asUrl,
  sharedSid: asBoolean,
  reauthorizeSameSid: asBoolean,
  refusedSwitchSpendsToken: asBoolean,
  replayOtherOrganization: (value, name) => asOneOf(value, name, ['pair', 'refuse']),
  nonMember: (value, name) => asOneOf(value, name, ['page', 'redirect']),
  wrongOrganization: switchOrId,
  wrongSubject: switchOrId,
  signOutRedirect: (value, name) => (value === null ? null : asUrl(value, name)),
  webhookUrl: (value, name) => (value === null ? null : asUrl(value, name)),
  webhookSecret: asString,
};

/**
 * Parses a change of settings. All members are checked before any is applied, so a rejected change has no effect.
 * @throws {InvalidInput}
 */
export function parseSettings(change: JsonObject): Partial<Settings> & { readonly rotateKeys: boolean } {
  assertOnly(change, [...Object.keys(parsers), 'rotateKeys']);
  const parsed = Object.entries(parsers)
    .filter(([name]) => name in change)
    .map(([name, parse]) => [name, parse(change[name], name)]);
  const rotateKeys = 'rotateKeys' in change && asBoolean(change.rotateKeys, 'rotateKeys');
  return { ...(Object.fromEntries(parsed) as Partial<Settings>), rotateKeys };
}

function secondsOrNoLimit(value: unknown, name: string): number | null {
  return value === null ? null : asNumber(value, name, 0);
}

function asUrl(value: unknown, name: string): string {
  const url = asString(value, name);
  if (!URL.canParse(url)) throw new InvalidInput(`"${name}" must be an absolute URL`);
  return url;
}

function switchOrId(value: unknown, name: string): boolean | string {
  return typeof value === 'string' ? asString(value, name) : asBoolean(value, name);
}
