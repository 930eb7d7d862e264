import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { IncomingMessage } from 'node:http';
import type { AppServer } from './app-server.ts';

/** The slug directory is public: the worker asks it before there is any token. */
const PUBLIC_PATH = /^\/api\/orgs\//;
/** Node tells here of every request that any server of this process gets. */
const CHANNEL = 'http.server.request.start';

/** One request as it came to a server. */
export interface WireRequest {
  readonly url: URL;
  /** The claims of the token that it carried; null: it carried none. */
  readonly claims: Readonly<Record<string, unknown>> | null;
  readonly token: string | null;
  /** What has come of its body. */
  readonly body: () => string;
}

/**
 * Everything that reached the servers of this process, whichever browser sent it and whether or not that browser tells
 * what its worker sends: Firefox does not, over BiDi.
 */
export class Wire {
  readonly #requests: WireRequest[] = [];
  readonly #ports: ReadonlySet<number | undefined>;

  constructor({ origin, authKitOrigin, otherApiOrigin }: AppServer) {
    this.#ports = new Set([origin, authKitOrigin, otherApiOrigin].map((one) => Number(new URL(one).port)));
    subscribe(CHANNEL, this.#hear);
  }

  close(): void {
    unsubscribe(CHANNEL, this.#hear);
  }

  forget(): void {
    this.#requests.length = 0;
  }

  get requests(): readonly WireRequest[] {
    return this.#requests;
  }

  /** What came to the APIs with a token, or should have. */
  get toApis(): readonly WireRequest[] {
    return this.#requests.filter(
      ({ url: { pathname } }) => pathname.startsWith('/api/') && !PUBLIC_PATH.test(pathname),
    );
  }

  /** The organizations whose tokens came to a path; null: none did. */
  organizationsAt(pathname: string): readonly unknown[] {
    return this.toApis
      .filter(({ url }) => url.pathname === pathname)
      .map(({ claims }) => claims?.org_id ?? null);
  }

  /** The tokens, codes and verifiers that were sent. */
  secrets(): readonly unknown[] {
    return this.#requests.flatMap(({ url, token, body }) => {
      if (url.pathname !== '/user_management/authenticate') return [token];
      const sent = parseObject(body());
      return [sent.code, sent.code_verifier, sent.refresh_token];
    });
  }

  readonly #hear = (message: unknown): void => {
    const request: unknown =
      typeof message === 'object' && message !== null && Reflect.get(message, 'request');
    if (!(request instanceof IncomingMessage) || request.method === 'OPTIONS') return;
    if (!this.#ports.has(request.socket.localPort)) return;
    const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? null;
    this.#requests.push({
      url: new URL(`http://${request.headers.host}${request.url}`),
      token,
      claims: token === null ? null : claimsOf(token),
      body: copyOfBody(request),
    });
  };
}

/** Notes what passes: a listener of our own would begin the reading before the server does. */
function copyOfBody(request: IncomingMessage): () => string {
  const parts: Buffer[] = [];
  const push = request.push.bind(request);
  request.push = (chunk: unknown, encoding) => {
    if (chunk instanceof Uint8Array) parts.push(Buffer.from(chunk));
    return push(chunk, encoding);
  };
  return () => Buffer.concat(parts).toString();
}

function claimsOf(token: string): Readonly<Record<string, unknown>> {
  return parseObject(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
}

function parseObject(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}
