import {
  asInteger,
  asNumber,
  asOneOf,
  asString,
  assertOnly,
  InvalidInput,
  isJsonObject,
  type JsonObject,
} from './json.ts';

const TARGETS = ['code', 'refresh', 'authorize', 'logout', 'jwks'] as const;

/** The requests that a fault can target: the two grants and the three other endpoints. */
export type FaultTarget = (typeof TARGETS)[number];

/**
 * A failure of the next matching requests. `status`, `headers` or `body` replace the action with that response. `drop:
 * "before"` closes the connection instead of the action; `drop: "after"` performs the action and then closes the
 * connection. A fault with only a delay performs the action later. `replyDelayMs` performs the action at once, or after `delayMs`,
 * and delays the response.
 */
export interface Fault {
  readonly on: FaultTarget;
  /** Only requests for this organization; absent: all. */
  readonly organization?: string | undefined;
  readonly status?: number | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** A string is sent unchanged, any other value as JSON. */
  readonly body?: unknown;
  readonly delayMs?: number | undefined;
  readonly replyDelayMs?: number | undefined;
  readonly drop?: 'before' | 'after' | undefined;
}

/** Faults in the order in which they were queued. Each applies to its own number of matching requests. */
export class Faults {
  readonly #queue: { readonly fault: Fault; times: number }[] = [];

  add(fault: Fault, times: number): void {
    this.#queue.push({ fault, times });
  }

  /** Returns the first matching fault and decrements its remaining uses. */
  take(on: FaultTarget, organization: string | null): Fault | undefined {
    const index = this.#queue.findIndex(
      ({ fault }) =>
        fault.on === on && (fault.organization === undefined || fault.organization === organization),
    );
    const queued = this.#queue[index];
    if (!queued) return undefined;
    queued.times -= 1;
    if (queued.times === 0) this.#queue.splice(index, 1);
    return queued.fault;
  }
}

/** Whether a fault only delays: it neither replaces the response nor drops the connection. */
export function onlyDelays({ status, headers, body, drop }: Fault): boolean {
  return drop === undefined && status === undefined && headers === undefined && body === undefined;
}

const FAULT_MEMBERS = [
  'on',
  'organization',
  'times',
  'status',
  'headers',
  'body',
  'delayMs',
  'replyDelayMs',
  'drop',
];

/** Reads one fault of `POST /_emulator/faults`. @throws {InvalidInput} */
export function parseFault(input: JsonObject): { readonly fault: Fault; readonly times: number } {
  assertOnly(input, FAULT_MEMBERS);
  const { organization, status, headers, body, delayMs, replyDelayMs, drop } = input;
  const fault: Fault = {
    on: asOneOf(input.on, 'on', TARGETS),
    ...(organization !== undefined && { organization: asString(organization, 'organization') }),
    ...(status !== undefined && { status: asInteger(status, 'status', 200, 599) }),
    ...(headers !== undefined && { headers: asHeaders(headers) }),
    ...(body !== undefined && { body }),
    ...(delayMs !== undefined && { delayMs: asNumber(delayMs, 'delayMs', 0) }),
    ...(replyDelayMs !== undefined && { replyDelayMs: asNumber(replyDelayMs, 'replyDelayMs', 0) }),
    ...(drop !== undefined && { drop: asOneOf(drop, 'drop', ['before', 'after']) }),
  };
  if (onlyDelays(fault) && fault.delayMs === undefined && fault.replyDelayMs === undefined) {
    throw new InvalidInput('a fault needs one of status, headers, body, delayMs, replyDelayMs, drop');
  }
  const times = input.times === undefined ? 1 : asInteger(input.times, 'times', 1, Number.MAX_SAFE_INTEGER);
  return { fault, times };
}

function asHeaders(value: unknown): Readonly<Record<string, string>> {
  if (!isJsonObject(value)) throw new InvalidInput('"headers" must be an object');
  const headers = Object.fromEntries(
    Object.entries(value).map(([name, text]) => [
      name,
      typeof text === 'number' ? String(text) : asString(text, name),
    ]),
  );
  try {
    new Headers(headers);
  } catch {
    throw new InvalidInput('"headers" holds a name or a value that HTTP does not allow');
  }
  return headers;
}
