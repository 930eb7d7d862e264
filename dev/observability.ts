import type { MiddlewareHandler } from 'hono';
import type { ServerEvent, ServerObserver } from '../server/observe/server-event.ts';
import { createServerMetrics } from '../server/observe/server-metrics.ts';
import { UnavailableError } from './api/unavailable-error.ts';
import type { LogMode } from './environment.ts';

/** The logs and counters of one process of the reference app. */
export interface Observability {
  /** Counts and logs an event of the server half. */
  readonly observe: ServerObserver;
  /** Logs an error of the API. */
  readonly reportError: (error: unknown) => void;
  /** Logs a message of the server half for developers. */
  readonly reportMessage: (message: string) => void;
  /** Logs each request: its method, path and status, without query, headers and body. */
  readonly logRequests: MiddlewareHandler;
  /** The counters, for a scraper. */
  readonly respondWithMetrics: () => Response;
}

/** An event of the reference app itself. */
type AppEvent =
  | {
      readonly type: 'request';
      readonly method: string;
      readonly path: string;
      readonly status: number;
      /** ms */
      readonly duration: number;
    }
  | { readonly type: 'message'; readonly message: string }
  | { readonly type: 'error'; readonly name: string; readonly message: string; readonly stack?: string };

/** What {@link createObservability} needs. */
export interface ObservabilityOptions {
  /** `json`: one JSON object per line. `off`: only unexpected errors are printed. */
  readonly mode: LogMode;
  /** Writes one line. Default: to the standard error output. */
  readonly write?: (line: string) => void;
  /** ms since the epoch. Default: `Date.now`. */
  readonly now?: () => number;
}

/** Creates the logs and counters of one process. */
export function createObservability(options: ObservabilityOptions): Observability {
  const { mode, now = Date.now, write = (line) => void process.stderr.write(`${line}\n`) } = options;
  const metrics = createServerMetrics();
  const log = (event: ServerEvent | AppEvent): void => {
    if (mode === 'json') write(JSON.stringify({ time: new Date(now()).toISOString(), ...event }));
  };
  return {
    respondWithMetrics: metrics.respond,
    observe(event) {
      metrics.observe(event);
      log(event);
    },
    reportError(error) {
      if (mode === 'json') log(describeError(error));
      // A database that is not reachable fails every request: each response says so already.
      else if (!(error instanceof UnavailableError)) console.error(error);
    },
    reportMessage(message) {
      if (mode === 'json') log({ type: 'message', message });
      else console.error(message);
    },
    async logRequests(c, next) {
      const started = now();
      await next();
      const { method, path } = c.req;
      log({ type: 'request', method, path, status: c.res.status, duration: now() - started });
    },
  };
}

/** The reason of an unavailable dependency is its cause, which no response contains. */
function describeError(error: unknown): AppEvent {
  if (!(error instanceof Error)) return { type: 'error', name: 'unknown', message: 'no error object' };
  const { name, message, stack, cause } = error;
  if (error instanceof UnavailableError)
    return { type: 'error', name, message: cause instanceof Error ? `${message} ${cause.message}` : message };
  return { type: 'error', name, message, ...(stack !== undefined && { stack }) };
}
