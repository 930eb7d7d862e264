import { isDevelopmentHost } from '../protocol/development-host.ts';
import type { KeyringError } from '../protocol/errors.ts';
import { parseFinding } from '../protocol/finding.ts';
import type { LogEntry } from '../protocol/log.ts';
import { attempt } from '../protocol/parse.ts';

/** A finding as old as this may explain why the page was just loaded, ms: a sign-in that fails ends in a page load. */
const RECENT = 60_000;

const printed = new Set<string>();

/** Whether the page is a developer's own: only there does the console name wrong settings by itself. */
export function isDevelopment(): boolean {
  return isDevelopmentHost(location.hostname);
}

/** Prints the developer's text of an error during development. */
export function printCause({ cause }: KeyringError): void {
  if (isDevelopment() && cause instanceof Error) print(cause.message);
}

/**
 * During development, prints each wrong setting that the worker reports from now on, and those of the last minute.
 *
 * @param inspect reads the worker's log
 * @param signal ends it
 */
export function printFindings(inspect: () => Promise<readonly LogEntry[]>, signal: AbortSignal): void {
  if (!isDevelopment()) return;
  navigator.serviceWorker.addEventListener(
    'message',
    ({ data }) => {
      const finding = attempt(() => parseFinding(data?.finding));
      if (finding !== undefined) print(finding.text);
    },
    { signal },
  );
  inspect().then(
    (entries) => {
      for (const { at, finding } of entries)
        if (finding !== undefined && Date.now() - at < RECENT) print(finding.text);
    },
    // A worker that is misconfigured responds with the mistake to every request.
    printCause,
  );
}

function print(text: string): void {
  if (printed.has(text)) return;
  printed.add(text);
  console.error(`org-keyring: ${text}`);
}
