import type { ServerEvent } from './server-event.ts';

/** Counters of the events of the server half, in one process. */
export interface ServerMetrics {
  /** Counts an event. Pass it as `observe`. */
  readonly observe: (event: ServerEvent) => void;
  /** The counters as OpenMetrics text. */
  readonly text: () => string;
  /** The response to a scraper. No route returns it unless the app adds one. */
  readonly respond: () => Response;
}

const FAMILIES: Readonly<Record<ServerEvent['type'], readonly [name: string, help: string]>> = {
  worker_script: ['keyring_worker_script_requests', 'Requests for the worker script.'],
  other_worker: ['keyring_other_worker_requests', 'Requests to load another file as a service worker.'],
  key_set: ['keyring_key_set_requests', 'Requests for the key set.'],
  callback: ['keyring_callbacks', 'Redirects of sign-ins that no worker handled.'],
  ticket: ['keyring_tickets', 'Tickets that were issued, redeemed and refused.'],
  webhook: ['keyring_webhooks', 'Webhooks of WorkOS.'],
};
const CONTENT_TYPE = 'application/openmetrics-text; version=1.0.0; charset=utf-8';

/**
 * Counts the events of the server half, for Prometheus and other readers of OpenMetrics. The labels are constants of this
 * package, so their number is limited, and they contain nothing of a user.
 *
 * Source: OpenMetrics 1.0, text format.
 *
 * @example
 * const metrics = createServerMetrics();
 * const host = createKeyringHost({ ...options, observe: metrics.observe });
 * // On a port or a path that only your scraper reaches:
 * internal.get('/metrics', () => metrics.respond());
 */
export function createServerMetrics(): ServerMetrics {
  const counters = new Map<ServerEvent['type'], Map<string, number>>();

  const text = (): string => {
    const lines = Object.entries(FAMILIES).flatMap(([type, [name, help]]) => {
      const samples = [...counters].find(([counted]) => counted === type)?.[1] ?? new Map<string, number>();
      return [
        `# TYPE ${name} counter`,
        `# HELP ${name} ${help}`,
        ...[...samples].map(([labels, count]) => `${name}_total{${labels}} ${count}`),
      ];
    });
    return `${[...lines, '# EOF'].join('\n')}\n`;
  };

  return {
    text,
    observe({ type, ...labels }) {
      const samples = counters.get(type) ?? new Map<string, number>();
      const key = Object.entries(labels)
        .map(([name, value]) => `${name}="${value}"`)
        .join(',');
      counters.set(type, samples.set(key, (samples.get(key) ?? 0) + 1));
    },
    respond: () =>
      new Response(text(), { headers: { 'Content-Type': CONTENT_TYPE, 'Cache-Control': 'no-store' } }),
  };
}
