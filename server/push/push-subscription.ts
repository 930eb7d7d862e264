import { ParseError, parseNullable, parseRecord, parseString } from '../../src/protocol/parse.ts';
import { isPushEndpoint } from './push-services.ts';

/** Whom a subscription belongs to, from the verified access token of the request that registers it. */
export interface PushOwner {
  readonly userId: string;
  /** The `sid` of the access token. */
  readonly sessionId: string;
}

/** Where push messages of one browser go, and how they are encrypted (RFC 8291). */
export interface PushSubscriptionTarget {
  /** URL of a push service. Who knows it and the VAPID key can send messages to this browser. */
  readonly endpoint: string;
  /** Public key of the browser, an uncompressed P-256 point, and its authentication secret, both as base64url. */
  readonly keys: { readonly p256dh: string; readonly auth: string };
}

/** A subscription as it is stored. A browser has one endpoint, and one row for each of its sign-ins. */
export interface StoredPushSubscription extends PushOwner, PushSubscriptionTarget {}

/** Longest endpoint, characters. Those of the known services have less than 700. */
const ENDPOINT_LIMIT = 2_048;
/** 65 bytes that begin with 4, and 16 bytes (RFC 8291 §3.1, §3.2), as base64url. Some browsers add padding. */
const P256DH = /^B[A-Za-z0-9_-]{86}=?$/;
const AUTH = /^[A-Za-z0-9_-]{22}(?:==)?$/;

/** What a page registers. */
export interface PushRegistration extends PushSubscriptionTarget {
  /** The endpoint that this subscription replaces (`pushsubscriptionchange`); null: none. */
  readonly replaces: string | null;
}

/** Reads the JSON form of a `PushSubscription`. @throws ParseError */
export function parsePushRegistration(value: unknown, services: readonly string[]): PushRegistration {
  const { endpoint, keys, replaces } = parseRecord(value, 'subscription');
  const { p256dh, auth } = parseRecord(keys, 'keys');
  return {
    endpoint: parseEndpoint(endpoint, services),
    keys: { p256dh: parseKey(p256dh, 'p256dh', P256DH), auth: parseKey(auth, 'auth', AUTH) },
    replaces: parseNullable(replaces, (url) => parseKnownEndpoint(url, 'replaces')),
  };
}

/** Reads which endpoint a page removes. It may be of a service that is no longer listed. @throws ParseError */
export function parsePushRemoval(value: unknown): { readonly endpoint: string } {
  return { endpoint: parseKnownEndpoint(parseRecord(value, 'removal').endpoint, 'endpoint') };
}

/** An endpoint that may be stored: {@link isPushEndpoint} lets only visible ASCII characters through. */
function parseKnownEndpoint(value: unknown, what: string): string {
  const endpoint = parseString(value, what, ENDPOINT_LIMIT);
  if (!/^[\x21-\x7e]+$/.test(endpoint)) throw new ParseError(`${what} must be a URL`);
  return endpoint;
}

function parseEndpoint(value: unknown, services: readonly string[]): string {
  const endpoint = parseString(value, 'endpoint', ENDPOINT_LIMIT);
  if (!isPushEndpoint(endpoint, services)) throw new ParseError('endpoint must be of a known push service');
  return endpoint;
}

function parseKey(value: unknown, what: string, form: RegExp): string {
  const key = parseString(value, what, 90);
  if (!form.test(key)) throw new ParseError(`${what} must be a key of a push subscription`);
  return key.replace(/=+$/, '');
}
