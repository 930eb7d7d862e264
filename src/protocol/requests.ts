import { VAULT_MODES } from './configuration.ts';
import { parseLogEntry } from './log.ts';
import {
  FOLLOWING_LIMIT,
  type KeyringSnapshot,
  MESSAGE_LIMIT,
  type SignOut,
  type StartAuthorization,
} from './messages.ts';
import { parseList, parseNullable, parseOneOf, parseString, type UnknownRecord } from './parse.ts';
import { parseSessionStatus, parseSnapshot } from './parse-status.ts';
import { ORGANIZATION_KEY_LIMIT } from './paths.ts';
import { EMAIL_LIMIT, type SessionStatus } from './session-status.ts';
import { parseSignInHints } from './sign-in-hints.ts';
import { STEP_UP_ANSWERS } from './step-up.ts';

/** One request of a page to the worker. */
interface RequestDefinition<Q extends object, R extends object> {
  /** How long the page waits for the response, ms. */
  readonly deadline: number;
  /** Reads what the page sent. @throws ParseError */
  readonly parseQuestion: (question: UnknownRecord) => Q;
  /** Reads what the worker sent back. @throws ParseError */
  readonly parseResponse: (response: UnknownRecord) => R;
}

/** For requests that AuthKit or the app's back end may delay. */
const SLOW = 40_000;
const PROMPT = 10_000;

/**
 * The contract between page and worker: every request with its deadline, its question and its response. To add one,
 * add an entry here and a handler in `sw/messages/handlers.ts`; the types of both ends follow from this table.
 */
export const REQUESTS = {
  /** Asks the active worker to control this page, after a hard reload or on a first visit. */
  claim: {
    deadline: 5_000,
    parseQuestion: parseNothing,
    parseResponse: ({ vault }) => ({ vault: parseOneOf(vault, VAULT_MODES, 'vault') }),
  },
  /**
   * Looks an organization up, and refreshes its access token if that has expired. The response comes within about half
   * a second. If the refresh takes longer the state is `refreshing`, and `sessions-changed` tells the outcome.
   */
  'open-organization': {
    deadline: SLOW,
    parseQuestion: parseOrganizationQuestion,
    parseResponse: (response): SessionStatus => parseSessionStatus(response),
  },
  /**
   * Signs in to an organization with a credential of this device, if one can: without a navigation, and also after a
   * sign-out. It stays within the provider's rate limit.
   */
  'sign-in-silently': {
    deadline: SLOW,
    parseQuestion: parseOrganizationQuestion,
    parseResponse: (response): SessionStatus => parseSessionStatus(response),
  },
  /** Refreshes an organization's session now. Its rate is limited. */
  'refresh-session': {
    deadline: SLOW,
    parseQuestion: parseOrganizationQuestion,
    parseResponse: (response): SessionStatus => parseSessionStatus(response),
  },
  /** Reads every session of this keyring. */
  'list-sessions': {
    deadline: PROMPT,
    parseQuestion: parseNothing,
    parseResponse: (response): KeyringSnapshot => parseSnapshot(response),
  },
  /** Reads every organization of the users signed in here, with its session. Offline it comes from the directory. */
  'list-organizations': {
    deadline: SLOW,
    parseQuestion: parseNothing,
    parseResponse: ({ organizations }): { readonly organizations: readonly SessionStatus[] } => ({
      organizations: parseList(organizations, parseSessionStatus, 'organizations'),
    }),
  },
  /** Reads the organizations that the worker already knows, with their sessions. It sends no request. */
  'list-known-organizations': {
    deadline: PROMPT,
    parseQuestion: parseNothing,
    parseResponse: ({ organizations }): { readonly organizations: readonly SessionStatus[] } => ({
      organizations: parseList(organizations, parseSessionStatus, 'organizations'),
    }),
  },
  /** Reads the worker's log for developers, oldest entry first. */
  inspect: {
    deadline: PROMPT,
    parseQuestion: parseNothing,
    parseResponse: ({ entries }) => ({ entries: parseList(entries, parseLogEntry, 'entries') }),
  },
  /** Says that the user sees this page: the worker may renew sessions near their end. It responds at once. */
  'keep-warm': { deadline: PROMPT, parseQuestion: parseNothing, parseResponse: parseNothing },
  /**
   * Sends one request, of at most five seconds, to the sign-in service. A page asks for it before it leaves for that
   * service while its browser says that it is offline.
   */
  'check-connection': {
    deadline: PROMPT,
    parseQuestion: parseNothing,
    parseResponse: ({ isReachable }) => ({ isReachable: isReachable === true }),
  },
  /** Begins an authorization. The response comes once everything is durable, so the page may leave at once. */
  'start-authorization': {
    deadline: SLOW,
    parseQuestion: parseStartAuthorization,
    parseResponse: ({ authorizationUrl }) => ({
      authorizationUrl: parseString(authorizationUrl, 'authorizationUrl', 8192),
    }),
  },
  /** Says what the page does with a request that waits for its user (RFC 9470). Only the page that sent it is heard. */
  'answer-step-up': {
    deadline: PROMPT,
    parseQuestion: ({ id, answer }: UnknownRecord) => ({
      id: parseString(id, 'id', 64),
      answer: parseOneOf(answer, STEP_UP_ANSWERS, 'answer'),
    }),
    parseResponse: parseNothing,
  },
  /** Ends sessions here and at AuthKit. The page navigates to `logoutUrl` to end AuthKit's own cookie too. */
  'sign-out': {
    deadline: PROMPT,
    parseQuestion: parseSignOut,
    parseResponse: ({ logoutUrl }) => ({
      logoutUrl: parseNullable(logoutUrl, (url) => parseString(url, 'logoutUrl')),
    }),
  },
} as const satisfies Readonly<Record<string, RequestDefinition<object, object>>>;

/** The name of a request. */
export type RequestType = keyof typeof REQUESTS;
/** What a page asks with a request of this type. */
export type Question<T extends RequestType> = ReturnType<(typeof REQUESTS)[T]['parseQuestion']>;
/** What the worker responds to a request of this type. */
export type WorkerResponse<T extends RequestType> = ReturnType<(typeof REQUESTS)[T]['parseResponse']>;

/** The entry of one request. With a type parameter the compiler keeps question and response of one type together. */
export function definitionOf<T extends RequestType>(
  type: T,
): RequestDefinition<Question<T>, WorkerResponse<T>> {
  const table: { readonly [K in RequestType]: RequestDefinition<Question<K>, WorkerResponse<K>> } = REQUESTS;
  return table[type];
}

function parseNothing(): object {
  return {};
}

function parseOrganizationQuestion({ organizationSlug }: UnknownRecord): {
  readonly organizationSlug: string;
} {
  return { organizationSlug: parseKeyField(organizationSlug) };
}

/** Checks the length only. The worker responds with a typed error if the text names no organization. */
function parseKeyField(value: unknown): string {
  return parseString(value, 'organizationSlug', ORGANIZATION_KEY_LIMIT);
}

function parseStartAuthorization(question: UnknownRecord): StartAuthorization {
  return {
    organizationSlug: parseNullable(question.organizationSlug, parseKeyField),
    // The limit of the message bounds it: the worker replaces a path that is too long by the organization's home.
    returnTo: parseString(question.returnTo, 'returnTo', MESSAGE_LIMIT),
    trigger: parseOneOf(question.trigger, ['automatic', 'requested'], 'trigger'),
    tab: parseString(question.tab, 'tab', 64),
    prompt: parseNullable(question.prompt, (word) => parseOneOf(word, ['login'], 'prompt')),
    // An older page sends neither of these, or names more organizations than fit. It later asks for the rest.
    loginHint: parseNullable(question.loginHint, (email) => parseString(email, 'loginHint', EMAIL_LIMIT)),
    following: (
      parseNullable(question.following, (keys) => parseList(keys, parseKeyField, 'following')) ?? []
    ).slice(0, FOLLOWING_LIMIT),
    ...(question.hints !== undefined && { hints: parseSignInHints(question.hints) }),
    ...(question.stepUp !== undefined && { stepUp: parseString(question.stepUp, 'stepUp', 64) }),
  };
}

function parseSignOut({ organizationIds }: UnknownRecord): SignOut {
  if (organizationIds === 'all') return { organizationIds };
  const parseId = (id: unknown): string => parseString(id, 'organizationId', 128);
  return { organizationIds: parseList(organizationIds, parseId, 'organizationIds') };
}
