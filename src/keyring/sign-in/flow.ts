import {
  parseList,
  parseNullable,
  parseNumber,
  parseOneOf,
  parseRecord,
  parseString,
} from '../../protocol/parse.ts';
import { parseOrganization } from '../../protocol/parse-status.ts';
import { RETURN_PATH_LIMIT } from '../../protocol/return-path.ts';
import { EMAIL_LIMIT, type Organization } from '../../protocol/session-status.ts';
import type { Platform } from '../ports/platform.ts';

/**
 * One sign-in in progress (RFC 6749 §4.1 with PKCE, RFC 7636). The worker creates and stores it, and the first callback
 * with its `state` deletes it.
 */
export interface Flow {
  /** 256 random bits, base64url: the handle of this record and the CSRF token (RFC 9700 §4.7). */
  readonly state: string;
  readonly codeVerifier: string;
  /** null: the provider asks the user which organization. */
  readonly organization: Organization | null;
  /** `IdentityProvider.id` at the start; a callback under another provider is not its callback (mix-up, RFC 9700 §4.4). */
  readonly provider: string;
  readonly returnTo: string;
  readonly prompt: 'login' | null;
  /** Preselects the account at the provider, if one is known. */
  readonly loginHint: string | null;
  readonly trigger: 'automatic' | 'requested';
  readonly tab: string;
  /** The organizations that come after this one, as they were when the first sign-in started. */
  readonly queue: readonly QueuedOrganization[];
  /** The position of this sign-in in its navigation, from 1. */
  readonly chained: number;
  /** ms since the epoch. */
  readonly startedAt: number;
  /** Left out: the sign-in is for no held request. */
  readonly stepUp?: FlowStepUp | undefined;
}

/** The held request that a sign-in is for, and what it has to show. */
export interface FlowStepUp {
  readonly id: string;
  readonly userId: string;
  /** How long ago the user may have authenticated, s. */
  readonly maxAge: number;
}

/** One of several organizations that a user signs in to with one click. */
export interface QueuedOrganization {
  readonly organization: Organization;
  /** The generation of its session at the time of the click. */
  readonly generation: number;
}

/** Lifetime of a flow, ms: the longest lifetime of a code (RFC 6749 §4.1.2). */
const FLOW_LIFETIME = 10 * 60 * 1000;
/** Flows stored at once; the oldest is deleted first. */
export const FLOW_LIMIT = 16;

/** Creates a flow with a fresh `state` and `code_verifier` of 32 random bytes each. */
export function createFlow(
  platform: Platform,
  request: Omit<Flow, 'state' | 'codeVerifier' | 'startedAt'>,
): Flow {
  return {
    ...request,
    state: base64url(platform.randomBytes(32)),
    codeVerifier: base64url(platform.randomBytes(32)),
    startedAt: platform.now(),
  };
}

/** The S256 code challenge of a flow (RFC 7636 §4.2). */
export async function codeChallengeOf(platform: Platform, flow: Flow): Promise<string> {
  return base64url(await platform.sha256(new TextEncoder().encode(flow.codeVerifier)));
}

/** Whether a flow may still be finished. A flow from the future, after the clock was set back, counts as old. */
export function isFlowAlive(flow: Flow, now: number): boolean {
  return Math.abs(now - flow.startedAt) <= FLOW_LIFETIME;
}

/** Parses a stored flow. */
export function parseFlow(value: unknown): Flow {
  const record = parseRecord(value, 'flow');
  return {
    state: parseString(record.state, 'state', 64),
    codeVerifier: parseString(record.codeVerifier, 'codeVerifier', 128),
    organization: parseNullable(record.organization, parseOrganization),
    provider: parseString(record.provider, 'provider', 4096),
    returnTo: parseString(record.returnTo, 'returnTo', RETURN_PATH_LIMIT),
    prompt: parseNullable(record.prompt, (prompt) => parseOneOf(prompt, ['login'], 'prompt')),
    loginHint: parseNullable(record.loginHint, (hint) => parseString(hint, 'loginHint', EMAIL_LIMIT)),
    trigger: parseOneOf(record.trigger, ['automatic', 'requested'], 'trigger'),
    tab: parseString(record.tab, 'tab', 64),
    queue: parseList(record.queue, parseQueued, 'queue'),
    chained: parseNumber(record.chained, 'chained'),
    startedAt: parseNumber(record.startedAt, 'startedAt'),
    // A flow of an earlier version has none.
    stepUp: parseNullable(record.stepUp, parseStepUp) ?? undefined,
  };
}

function parseStepUp(value: unknown): FlowStepUp {
  const record = parseRecord(value, 'step-up');
  return {
    id: parseString(record.id, 'id', 64),
    userId: parseString(record.userId, 'userId'),
    maxAge: parseNumber(record.maxAge, 'maxAge'),
  };
}

function parseQueued(value: unknown): QueuedOrganization {
  const record = parseRecord(value, 'queued organization');
  return {
    organization: parseOrganization(record.organization),
    generation: parseNumber(record.generation, 'generation'),
  };
}

/** Encodes bytes without padding (RFC 4648 §5). */
export function base64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '');
}
