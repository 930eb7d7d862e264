import type { BrowserContext, Request } from '@playwright/test';

const ACCESS_TOKEN = /eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]{8,}/;
/** 24 random bytes in base64url: the local AuthKit's codes and refresh tokens. Text of a user never looks like this. */
const OPAQUE_TOKEN = /(?<![\w-])(?=[\w-]*[a-z])(?=[\w-]*[A-Z])(?=[\w-]*\d)[\w-]{32}(?![\w-])/;

/** The first thing in a text that looks like a token, shortened so that a report does not hold it. */
export function findTokenLike(text: string): string | undefined {
  const found = ACCESS_TOKEN.exec(text) ?? OPAQUE_TOKEN.exec(text);
  return found === null ? undefined : excerpt(text, found.index);
}

/** The first of these secrets in a text, by value, or anything that looks like one; `undefined`: there is none. */
export function findSecret(secrets: Iterable<string>, text: string): string | undefined {
  for (const value of secrets) {
    const index = text.indexOf(value);
    if (index !== -1) return excerpt(text, index);
  }
  return findTokenLike(text);
}

/**
 * Every secret of a browser context: the tokens, codes and verifiers that its worker really sent and got, read off
 * the wire. A sweep for exactly these finds them in any wrapping that a pattern would miss.
 */
export class Secrets {
  readonly #values = new Set<string>();
  readonly #reading: Promise<void>[] = [];
  readonly #seenElsewhere: () => readonly unknown[];

  /** @param seenElsewhere more of them, for browsers that do not tell what the worker sends */
  constructor(
    context: BrowserContext,
    authKitOrigin: string,
    seenElsewhere: () => readonly unknown[] = () => [],
  ) {
    this.#seenElsewhere = seenElsewhere;
    context.on('request', (request) => {
      const url = new URL(request.url());
      if (url.pathname === '/auth/callback') this.#keep(url.searchParams.get('code'));
      if (url.origin === authKitOrigin && request.method() === 'POST')
        this.#reading.push(this.#read(request));
      // A response to the worker cannot always be read any more; what the worker then sends can.
      this.#keep(request.headers().authorization?.replace(/^Bearer /, ''));
    });
  }

  /** What a page must never hold. */
  async values(): Promise<ReadonlySet<string>> {
    await Promise.all(this.#reading);
    for (const value of this.#seenElsewhere()) this.#keep(value);
    return this.#values;
  }

  /** The first secret in a text, by value or by look; `undefined`: there is none. */
  async find(text: string): Promise<string | undefined> {
    return findSecret(await this.values(), text);
  }

  async #read(request: Request): Promise<void> {
    const sent = parseObject(request.postData());
    for (const name of ['code', 'code_verifier', 'refresh_token']) this.#keep(sent[name]);
    const response = await request.response().catch(() => null);
    const got = parseObject(await response?.text().catch(() => null));
    for (const name of ['access_token', 'refresh_token']) this.#keep(got[name]);
  }

  #keep(value: unknown): void {
    if (typeof value === 'string' && value.length >= 16) this.#values.add(value);
  }
}

function parseObject(text: string | null | undefined): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text ?? '{}');
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

function excerpt(text: string, index: number): string {
  return `…${text.slice(Math.max(0, index - 80), index + 8)}[the rest is cut]`;
}
