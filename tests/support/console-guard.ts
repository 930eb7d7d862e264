import type { BrowserContext } from '@playwright/test';
import { findTokenLike } from './secrets.ts';

/** What Firefox reports about itself in the form of page errors, and its own request for an icon. */
const OF_FIREFOX = [
  /^(Error: )?Cookie “__Host-Http-probe(-script)?” has been rejected for invalid prefix\.$/,
  // The `body {}` that Playwright writes into a page for each picture; the policy keeps it out.
  /blocked an inline style .*sha256-YjaKGiklmzC6wjXA513HAMmzus8VE61XCOT\+SmwNZWA=/,
  /\/favicon\.ico because it violates the following directive/,
  // A server that refuses a socket, or a page that goes away before it is open. Other browsers say it in the console only.
  /^(Error: )?Firefox can’t establish a connection to the server at wss?:/,
  /^(Error: )?The connection to wss?:\S+ was interrupted while the page was loading\.$/,
  // A page that goes away ends its stream; a network that is away ends every call.
  /^(Error: )?Failed to load ‘[^’]*’\. A ServiceWorker (intercepted the request and encountered an unexpected|passed an Error Response)/,
];

/** What a browser names a style by that it refused: a part of it can look like a token. */
const HASH = /sha256-[A-Za-z0-9+/]{43}=/g;

/** Hears what pages and workers say in the console, and what they throw. */
export class ConsoleGuard {
  readonly #lines: string[] = [];
  readonly #uncaught: string[] = [];

  constructor(context: BrowserContext) {
    context.on('console', (message) => this.#lines.push(message.text()));
    context.on('weberror', (error) => this.#uncaught.push(String(error.error())));
    context.on('serviceworker', (worker) => {
      worker.on('console', (message) => this.#lines.push(message.text()));
    });
  }

  get text(): string {
    return this.#lines.join('\n');
  }

  /** Tokens, which no page may cause to appear, however it behaves. */
  tokens(): readonly string[] {
    const tokens = this.#lines.flatMap((line) => findTokenLike(line.replaceAll(HASH, '')) ?? []);
    return tokens.map((found) => `token in the console: ${found}`);
  }

  /** What no test may cause: a token in the console, a breach of the page's own policy, an uncaught error. */
  problems(): readonly string[] {
    const breaches = this.#lines.filter((line) =>
      /Content.Security.Policy|TrustedHTML|TrustedScript/.test(line),
    );
    return [...this.tokens(), ...[...breaches, ...this.#uncaught].filter((line) => !isOfFirefox(line))];
  }
}

function isOfFirefox(line: string): boolean {
  return OF_FIREFOX.some((pattern) => pattern.test(line));
}
