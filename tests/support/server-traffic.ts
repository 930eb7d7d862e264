import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { AppServer } from './app-server.ts';
import { RECORDED_PATH } from './hostile-server.ts';
import { findSecret } from './secrets.ts';
import { claimsOfToken } from './token-organization.ts';

/** One request as it arrived at a server of this process. */
export interface Arrival {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  /** The claims of the token that it carried; null: it carried none. */
  readonly claims: { readonly org_id?: unknown; readonly sub?: unknown } | null;
}

const STARTED = 'http.server.request.start';
const TOKEN_ENDPOINT = '/user_management/authenticate';
const TICKET_ENDPOINT = '/api/tickets';
const CALLBACK = /^http:\/\/[^/]+\/auth\/callback\?/;
const SECRET_FIELDS = ['code', 'code_verifier', 'refresh_token', 'access_token', 'ticket'];

/** The slug directory is public: the worker asks it before there is any token. */
const PUBLIC_PATH = /^\/api\/orgs\//;

/**
 * Every request that arrives at the servers of this process, and every secret in it. It works with each browser:
 * WebDriver shows no request, and Firefox shows none of its worker. It listens to Node's own servers, so no code of
 * the app stands between.
 */
export class ServerTraffic {
  readonly #apiOrigins: ReadonlySet<string>;
  readonly #arrivals: Arrival[] = [];
  readonly #callbacks: string[] = [];
  readonly #refused: string[] = [];
  readonly #recorded: string[] = [];
  readonly #secrets = new Set<string>();

  constructor({ origin, otherApiOrigin }: AppServer) {
    this.#apiOrigins = new Set([origin, otherApiOrigin]);
    subscribe(STARTED, this.#onStart);
  }

  stop(): void {
    unsubscribe(STARTED, this.#onStart);
  }

  /** In order; without what the tests themselves ask of the local AuthKit. */
  get arrivals(): readonly Arrival[] {
    return this.#arrivals;
  }

  /** What arrived with a token. */
  get authorized(): readonly Arrival[] {
    return this.#arrivals.filter(({ headers }) => headers.authorization !== undefined);
  }

  /** Requests to the APIs that carried a token, or had to. */
  get toApis(): readonly Arrival[] {
    return this.#arrivals.filter(
      ({ url, method }) =>
        this.#apiOrigins.has(url.origin) &&
        url.pathname.startsWith('/api/') &&
        !PUBLIC_PATH.test(url.pathname) &&
        method !== 'OPTIONS',
    );
  }

  /** Requests to the APIs that they refused with 401. */
  get refused(): readonly string[] {
    return this.#refused;
  }

  /** Requests to the APIs without a token: pages sent them past the worker. */
  get unauthorized(): readonly string[] {
    return this.toApis.filter(({ claims }) => claims === null).map(({ url }) => url.href);
  }

  /** The organizations whose tokens arrived at an API's path; null: a request without a token. */
  organizationsAt(pathname: string): readonly unknown[] {
    return this.toApis
      .filter(({ url }) => url.pathname === pathname)
      .map(({ claims }) => claims?.org_id ?? null);
  }

  /** Forgets the arrivals. The secrets stay: a page must not hold them later either. */
  forget(): void {
    this.#arrivals.length = 0;
  }

  /** The callback addresses that AuthKit sent browsers to, whether the worker or the server received them. */
  get callbacks(): readonly string[] {
    return this.#callbacks;
  }

  /** What the worker said in its console, in the tests that record it. */
  get workerConsole(): string {
    return this.#recorded.join('\n');
  }

  /** Every token, code, verifier and ticket that went over the wire: what no address, storage or console may hold. */
  get secrets(): ReadonlySet<string> {
    return this.#secrets;
  }

  /** The first secret in a text, by value or by look; `undefined`: there is none. */
  find(text: string): string | undefined {
    return findSecret(this.#secrets, text);
  }

  readonly #onStart = (message: unknown): void => {
    const { request, response } = message as { request: IncomingMessage; response: ServerResponse };
    const { headers } = request;
    const { host, authorization } = headers;
    const url = new URL(`http://${host}${request.url}`);
    if (url.pathname.startsWith('/_emulator/')) return;
    const method = request.method ?? '';
    this.#arrivals.push({ method, url, headers, claims: claimsOfToken(authorization) });
    this.#keep(authorization?.replace(/^Bearer /, ''));
    if (url.pathname === RECORDED_PATH) hearBody(request, (text) => this.#recorded.push(text));
    this.#hearHead(url, response);
    if ([TOKEN_ENDPOINT, TICKET_ENDPOINT].includes(url.pathname) && method === 'POST')
      this.#hearTokens(request, response);
  };

  /** Hears of redirects to the callback, and of refusals. */
  #hearHead(url: URL, response: ServerResponse): void {
    const { writeHead } = response;
    response.writeHead = (...parts: unknown[]) => {
      if (parts[0] === 401 && this.#apiOrigins.has(url.origin)) this.#refused.push(url.href);
      for (const part of parts) {
        if (typeof part !== 'object' || part === null) continue;
        const location: unknown = Reflect.get(part, 'location') ?? Reflect.get(part, 'Location');
        if (typeof location === 'string' && CALLBACK.test(location)) this.#callbacks.push(location);
      }
      return Reflect.apply(writeHead, response, parts);
    };
  }

  #hearTokens(request: IncomingMessage, response: ServerResponse): void {
    hearBody(request, (text) => this.#keepFields(text));
    const answered: Buffer[] = [];
    const { write, end } = response;
    const record = (part: unknown): void => {
      if (typeof part === 'string' || part instanceof Uint8Array) answered.push(Buffer.from(part));
    };
    response.write = (...parts: unknown[]) => {
      record(parts[0]);
      return Reflect.apply(write, response, parts);
    };
    response.end = (...parts: unknown[]) => {
      record(parts[0]);
      this.#keepFields(Buffer.concat(answered).toString());
      return Reflect.apply(end, response, parts);
    };
  }

  #keepFields(text: string): void {
    for (const name of SECRET_FIELDS) this.#keep(new RegExp(`"${name}":\\s*"([^"]+)"`).exec(text)?.[1]);
  }

  #keep(value: unknown): void {
    if (typeof value === 'string' && value.length >= 16) this.#secrets.add(value);
  }
}

/** Copies a body on its way to its reader. */
function hearBody(request: IncomingMessage, onText: (text: string) => void): void {
  const parts: Buffer[] = [];
  const { push } = request;
  request.push = (part: unknown, encoding) => {
    if (part instanceof Uint8Array) parts.push(Buffer.from(part));
    else if (part === null) onText(Buffer.concat(parts).toString());
    return push.call(request, part, encoding);
  };
}
