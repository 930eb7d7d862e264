import type { LoggedEvent } from '../src/keyring/ports/observer.ts';
import { type RuntimeMistake, toFinding } from '../src/protocol/finding.ts';
import { PROTOCOL_VERSION } from '../src/protocol/messages.ts';
import { isTopLevelWindow } from './messages/notify-clients.ts';
import { scope } from './scope.ts';

/** Mistakes that are reported in one run of the worker. Their number is small; this bounds what a hostile page can log. */
const LIMIT = 50;

/** What {@link createMistakeReporter} needs. */
export interface MistakeReporterParts {
  readonly log: (event: LoggedEvent) => void;
  readonly background: (work: Promise<void>) => void;
}

/**
 * Reports a setting that cannot work: in the log, which `keyring.inspect()` returns, and to every page, which prints it
 * during development. The same text is reported once per run of the worker.
 */
export function createMistakeReporter({ log, background }: MistakeReporterParts) {
  const reported = new Set<string>();
  return (mistake: RuntimeMistake): void => {
    const finding = toFinding(mistake);
    if (reported.has(finding.text) || reported.size >= LIMIT) return;
    reported.add(finding.text);
    log({ event: 'misconfigured', finding });
    background(post({ keyring: PROTOCOL_VERSION, finding }).catch(() => {}));
  };
}

async function post(message: object): Promise<void> {
  const windows = await scope.clients.matchAll({ type: 'window', includeUncontrolled: true });
  for (const client of windows) if (isTopLevelWindow(client)) client.postMessage(message);
}
