import { FOLLOWING_LIMIT, MESSAGE_LIMIT, type SignOut, type StartAuthorization } from './messages.ts';
import { parseList, parseNullable, parseOneOf, parseString, type UnknownRecord } from './parse.ts';
import { ORGANIZATION_KEY_LIMIT } from './paths.ts';
import type { RequestType } from './requests.ts';
import { EMAIL_LIMIT } from './session-status.ts';
import { parseSignInHints } from './sign-in-hints.ts';
import { STEP_UP_ANSWERS } from './step-up.ts';

/** Reads what the page sent with a request. Only the worker bundles this table. @throws ParseError */
export const REQUEST_PARSERS = {
  claim: parseNothing,
  'open-organization': parseOrganizationQuestion,
  'sign-in-silently': parseOrganizationQuestion,
  'refresh-session': parseOrganizationQuestion,
  'list-sessions': parseNothing,
  'list-organizations': parseNothing,
  'list-known-organizations': parseNothing,
  inspect: parseNothing,
  'keep-warm': parseNothing,
  'check-connection': parseNothing,
  'start-authorization': parseStartAuthorization,
  'answer-step-up': ({ id, answer }: UnknownRecord) => ({
    id: parseString(id, 'id', 64),
    answer: parseOneOf(answer, STEP_UP_ANSWERS, 'answer'),
  }),
  'sign-out': parseSignOut,
} as const satisfies Readonly<Record<RequestType, (request: UnknownRecord) => object>>;

/** What a page asks with a request of this type. */
export type WorkerRequest<T extends RequestType> = ReturnType<(typeof REQUEST_PARSERS)[T]>;

/** The parser of one request. With a type parameter the compiler keeps type and request together. */
export function requestParserOf<T extends RequestType>(
  type: T,
): (request: UnknownRecord) => WorkerRequest<T> {
  const table: { readonly [K in RequestType]: (request: UnknownRecord) => WorkerRequest<K> } =
    REQUEST_PARSERS;
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

function parseStartAuthorization(request: UnknownRecord): StartAuthorization {
  return {
    organizationSlug: parseNullable(request.organizationSlug, parseKeyField),
    // The limit of the message bounds it: the worker replaces a path that is too long by the organization's home.
    returnTo: parseString(request.returnTo, 'returnTo', MESSAGE_LIMIT),
    trigger: parseOneOf(request.trigger, ['automatic', 'requested'], 'trigger'),
    tab: parseString(request.tab, 'tab', 64),
    prompt: parseNullable(request.prompt, (word) => parseOneOf(word, ['login'], 'prompt')),
    // An older page sends neither of these, or names more organizations than fit. It later asks for the rest.
    loginHint: parseNullable(request.loginHint, (email) => parseString(email, 'loginHint', EMAIL_LIMIT)),
    following: (
      parseNullable(request.following, (keys) => parseList(keys, parseKeyField, 'following')) ?? []
    ).slice(0, FOLLOWING_LIMIT),
    ...(request.hints !== undefined && { hints: parseSignInHints(request.hints) }),
    ...(request.stepUp !== undefined && { stepUp: parseString(request.stepUp, 'stepUp', 64) }),
  };
}

function parseSignOut({ organizationIds }: UnknownRecord): SignOut {
  if (organizationIds === 'all') return { organizationIds };
  const parseId = (id: unknown): string => parseString(id, 'organizationId', 128);
  return { organizationIds: parseList(organizationIds, parseId, 'organizationIds') };
}
