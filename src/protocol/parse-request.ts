import type { RequestEnvelope, SignOut, StartAuthorization } from './messages.ts';
import { FOLLOWING_LIMIT, MESSAGE_LIMIT, PROTOCOL_VERSION } from './messages.ts';
import { SLUG_LIMIT } from './organization-slug.ts';
import {
  ParseError,
  parseList,
  parseNullable,
  parseOneOf,
  parseRecord,
  parseString,
  type UnknownRecord,
} from './parse.ts';
import { EMAIL_LIMIT } from './session-status.ts';

const TYPES = [
  'claim',
  'open-organization',
  'refresh-session',
  'list-sessions',
  'list-organizations',
  'inspect',
  'keep-warm',
  'check-connection',
  'start-authorization',
  'sign-out',
] as const satisfies readonly RequestEnvelope['type'][];

/**
 * Reads what a page posted to the worker.
 *
 * @param data the event's `data`: anything that script in a page can make
 * @throws {@link ParseError} when it is not a request of this protocol version, or is larger than 8 KB
 */
export function parseRequest(data: unknown): RequestEnvelope {
  const envelope = parseRecord(data, 'message');
  if (envelope.keyring !== PROTOCOL_VERSION) throw new ParseError('message has another protocol version');
  assertSmall(envelope);
  const type = parseOneOf(envelope.type, TYPES, 'type');
  const ask = parseRecord(envelope.ask, 'ask');
  const keyring = PROTOCOL_VERSION;
  switch (type) {
    case 'claim':
    case 'list-sessions':
    case 'list-organizations':
    case 'inspect':
    case 'keep-warm':
    case 'check-connection':
      return { keyring, type, ask: {} };
    case 'open-organization':
    case 'refresh-session':
      return { keyring, type, ask: { organizationSlug: parseSlugField(ask.organizationSlug) } };
    case 'start-authorization':
      return { keyring, type, ask: parseStartAuthorization(ask) };
    case 'sign-out':
      return { keyring, type, ask: parseSignOut(ask) };
  }
}

/** Bounds the field only; whether it names an organization is for the worker to answer with a typed error. */
function parseSlugField(value: unknown): string {
  return parseString(value, 'organizationSlug', SLUG_LIMIT);
}

function parseStartAuthorization(ask: UnknownRecord): StartAuthorization {
  return {
    organizationSlug: parseNullable(ask.organizationSlug, parseSlugField),
    // The message's own limit bounds it: the worker sends a path that is too long to the organization's home.
    returnTo: parseString(ask.returnTo, 'returnTo', MESSAGE_LIMIT),
    trigger: parseOneOf(ask.trigger, ['automatic', 'requested'], 'trigger'),
    tab: parseString(ask.tab, 'tab', 64),
    prompt: parseNullable(ask.prompt, (item) => parseOneOf(item, ['login'], 'prompt')),
    // An old page knows neither of these, or names all that it will ever want: it comes back and asks for the rest.
    loginHint: parseNullable(ask.loginHint, (email) => parseString(email, 'loginHint', EMAIL_LIMIT)),
    following: (
      parseNullable(ask.following, (slugs) => parseList(slugs, parseSlugField, 'following')) ?? []
    ).slice(0, FOLLOWING_LIMIT),
  };
}

function parseSignOut(ask: UnknownRecord): SignOut {
  const organizationIds = ask.organizationIds;
  if (organizationIds === 'all') return { organizationIds };
  return {
    organizationIds: parseList(
      organizationIds,
      (item) => parseString(item, 'organizationId', 128),
      'organizationIds',
    ),
  };
}

function assertSmall(envelope: UnknownRecord): void {
  let text: string;
  try {
    text = JSON.stringify(envelope);
  } catch {
    throw new ParseError('message must be plain data');
  }
  if (new TextEncoder().encode(text).length > MESSAGE_LIMIT) {
    throw new ParseError(`message must be at most ${MESSAGE_LIMIT} bytes`);
  }
}
