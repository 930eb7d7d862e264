import { VAULT_MODES } from './configuration.ts';
import { parseLogEntry } from './log.ts';
import type { SessionsSnapshot } from './messages.ts';
import { parseList, parseNullable, parseOneOf, parseString, type UnknownRecord } from './parse.ts';
import { parseSessionStatus, parseSnapshot } from './parse-status.ts';
import type { RequestType } from './requests.ts';
import type { SessionStatus } from './session-status.ts';

/** Reads what the worker sent back. Only the page bundles this table. @throws ParseError */
const RESPONSES = {
  claim: ({ vault }: UnknownRecord) => ({ vault: parseOneOf(vault, VAULT_MODES, 'vault') }),
  'open-organization': (response: UnknownRecord): SessionStatus => parseSessionStatus(response),
  'sign-in-silently': (response: UnknownRecord): SessionStatus => parseSessionStatus(response),
  'refresh-session': (response: UnknownRecord): SessionStatus => parseSessionStatus(response),
  'list-sessions': (response: UnknownRecord): SessionsSnapshot => parseSnapshot(response),
  'list-organizations': parseOrganizations,
  'list-known-organizations': parseOrganizations,
  inspect: ({ entries }: UnknownRecord) => ({ entries: parseList(entries, parseLogEntry, 'entries') }),
  'keep-warm': parseNothing,
  'check-connection': ({ isReachable }: UnknownRecord) => ({ isReachable: isReachable === true }),
  'start-authorization': ({ authorizationUrl }: UnknownRecord) => ({
    authorizationUrl: parseString(authorizationUrl, 'authorizationUrl', 8192),
  }),
  'answer-step-up': parseNothing,
  'sign-out': ({ logoutUrl }: UnknownRecord) => ({
    logoutUrl: parseNullable(logoutUrl, (url) => parseString(url, 'logoutUrl')),
  }),
} as const satisfies Readonly<Record<RequestType, (response: UnknownRecord) => object>>;

/** What the worker responds to a request of this type. */
export type WorkerResponse<T extends RequestType> = ReturnType<(typeof RESPONSES)[T]>;

/** The parser of one response. With a type parameter the compiler keeps type and response together. */
export function responseParserOf<T extends RequestType>(
  type: T,
): (response: UnknownRecord) => WorkerResponse<T> {
  const table: { readonly [K in RequestType]: (response: UnknownRecord) => WorkerResponse<K> } = RESPONSES;
  return table[type];
}

function parseNothing(): object {
  return {};
}

function parseOrganizations({ organizations }: UnknownRecord): {
  readonly organizations: readonly SessionStatus[];
} {
  return { organizations: parseList(organizations, parseSessionStatus, 'organizations') };
}
