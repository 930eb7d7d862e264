import type { LogEntry } from '../protocol/log.ts';

/** A finding as old as this may explain why the page was just loaded, ms: a sign-in that fails ends in a page load. */
const RECENT = 60_000;

const printed = new Set<string>();

/**
 * Prints each wrong setting that the worker reports from now on, and those of the last minute. For development only.
 *
 * @param inspect reads the worker's log. It is read also if `signal` has ended already: a worker with a wrong configuration
 *   makes the page fail before this code is loaded
 * @param signal ends it
 */
export function printFindings(inspect: () => Promise<readonly LogEntry[]>, signal: AbortSignal): void {
  navigator.serviceWorker.addEventListener('message', ({ data }) => printText(data?.finding?.text), {
    signal,
  });
  inspect().then(
    (entries) => {
      for (const { at, finding } of entries) if (Date.now() - at < RECENT) printText(finding?.text);
    },
    // A worker that is misconfigured responds with the mistake to every request.
    ({ cause }: Error) => {
      if (cause instanceof Error) printText(cause.message);
    },
  );
}

/** Prints a text for the developer once. Prints no other value. */
export function printText(text: unknown): void {
  if (typeof text !== 'string' || printed.has(text)) return;
  printed.add(text);
  console.error(`org-keyring: ${text}`);
}
