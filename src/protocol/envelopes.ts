import { ERROR_MESSAGE_LIMIT, KEYRING_ERROR_CODES, type WireError } from './errors.ts';
import { type KeyringEvent, MESSAGE_LIMIT, PROTOCOL_VERSION } from './messages.ts';
import {
  attempt,
  ParseError,
  parseList,
  parseNullable,
  parseNumber,
  parseOneOf,
  parseRecord,
  parseString,
  type UnknownRecord,
} from './parse.ts';
import { parseOrganization, parseSnapshot } from './parse-status.ts';
import { parseStepUpRequest } from './parse-step-up.ts';
import { REQUEST_PARSERS, requestParserOf, type WorkerRequest } from './request-parsers.ts';
import type { RequestType } from './requests.ts';
import { responseParserOf, type WorkerResponse } from './responses.ts';
import { STEP_UP_COUNT } from './step-up.ts';

/** A request as a page posts it. The field names are those of version 1: `ask` is the request itself. */
export interface RequestEnvelope<T extends RequestType = RequestType> {
  readonly keyring: number;
  readonly type: T;
  readonly ask: WorkerRequest<T>;
  /** The same each time the page sends this request: a worker runs it once. A page of an older version sends none. */
  readonly id?: string | undefined;
}

/** The worker's response as it is posted. The field names are those of version 1: `answer` is the response itself. */
export type ResponseEnvelope<T extends RequestType> =
  | { readonly keyring: number; readonly answer: WorkerResponse<T> }
  | { readonly keyring: number; readonly error: WireError };

/**
 * Whether a message is for the keyring, of any version. The worker must not reply to another one: the app's own code, for
 * example `messageSW` of Workbox, takes the first reply.
 */
export function isForKeyring(data: unknown): boolean {
  return typeof data === 'object' && data !== null && 'keyring' in data;
}

/**
 * Reads what a page posted to the worker.
 *
 * @param data the event's `data`: any value that a script in a page can make
 * @throws {@link ParseError} if it is not a request of this protocol version, or is larger than 8 KB
 */
export function parseRequest(data: unknown): RequestEnvelope {
  const envelope = parseRecord(data, 'message');
  if (envelope.keyring !== PROTOCOL_VERSION) throw new ParseError('another protocol version');
  assertSmall(envelope);
  const type = parseOneOf(envelope.type, Object.keys(REQUEST_PARSERS) as readonly RequestType[], 'type');
  const ask = parseRecord(envelope.ask, 'ask');
  const id = envelope.id === undefined ? undefined : parseString(envelope.id, 'id');
  return { keyring: PROTOCOL_VERSION, type, ask: requestParserOf(type)(ask), id };
}

/**
 * Reads the worker's response to a request.
 *
 * @param type the type of that request
 * @throws {@link ParseError} if it is not a response to a request of this type
 */
export function parseResponse<T extends RequestType>(type: T, data: unknown): ResponseEnvelope<T> {
  const envelope = parseRecord(data, 'response');
  if (envelope.keyring !== PROTOCOL_VERSION) throw new ParseError('another protocol version');
  if (envelope.error !== undefined)
    return { keyring: PROTOCOL_VERSION, error: parseWireError(envelope.error) };
  const answer = responseParserOf(type)(parseRecord(envelope.answer, 'answer'));
  return { keyring: PROTOCOL_VERSION, answer };
}

/** Reads an event of the worker. `undefined`: another script sent the message, or a newer worker did. */
export function parseEvent(data: unknown): KeyringEvent | undefined {
  if (typeof data !== 'object' || data === null || !('keyring' in data) || !('event' in data))
    return undefined;
  if (data.keyring !== PROTOCOL_VERSION) return undefined;
  return attempt(() => parseKeyringEvent(parseRecord(data.event, 'event')));
}

function parseKeyringEvent(event: UnknownRecord): KeyringEvent {
  const types = [
    'sessions-changed',
    'organizations-changed',
    'authorization-required',
    'step-ups-changed',
  ] as const;
  const type = parseOneOf(event.type, types, 'event type');
  switch (type) {
    case 'sessions-changed':
      return { type, ...parseSnapshot(event) };
    case 'organizations-changed':
      return { type };
    case 'authorization-required':
      return { type, organization: parseOrganization(event.organization) };
    case 'step-ups-changed':
      return { type, waiting: parseList(event.waiting, parseStepUpRequest, 'waiting', STEP_UP_COUNT) };
  }
}

function parseWireError(value: unknown): WireError {
  const record = parseRecord(value, 'error');
  return {
    code: parseOneOf(record.code, KEYRING_ERROR_CODES, 'code'),
    message: parseString(record.message, 'message', ERROR_MESSAGE_LIMIT),
    organizationSlug: parseNullable(record.organizationSlug, (slug) => parseString(slug, 'organizationSlug')),
    reason: parseNullable(record.reason, (reason) => parseString(reason, 'reason')),
    retryAfter: parseNullable(record.retryAfter, (seconds) => parseNumber(seconds, 'retryAfter')),
    ...(record.developerText !== undefined && {
      developerText: parseNullable(record.developerText, (text) =>
        parseString(text, 'developerText', ERROR_MESSAGE_LIMIT),
      ),
    }),
  };
}

/**
 * Counts while it reads: a small message can refer to one object a million times, have a list of a billion holes, or hold
 * bytes or a text object that JSON makes many times longer. What claims a length has it, or is refused.
 */
function assertSmall(envelope: UnknownRecord): void {
  // Four times the limit of the text: indices and lengths count too.
  let left = 32_768;
  try {
    const text = JSON.stringify(envelope, (key, value: { readonly length?: number } | null) => {
      left -= key.length + Math.abs(value?.length ?? 0);
      // It may be NaN.
      if (left > 0) return value;
      throw new RangeError();
    });
    if (new TextEncoder().encode(text).length <= MESSAGE_LIMIT) return;
  } catch {}
  throw new ParseError('message is too large');
}
