import type { LogEntry } from '../../protocol/log.ts';
import { parseLogEntry } from '../../protocol/log.ts';
import { attempt, parseList } from '../../protocol/parse.ts';
import type { Platform } from '../ports/platform.ts';
import type { RecordStore } from '../ports/stores.ts';

/** What is written down: an entry without what the journal itself knows. */
export type LoggedEvent = Pick<LogEntry, 'event'> &
  Partial<Pick<LogEntry, 'organizationId' | 'detail' | 'duration' | 'finding'>>;

/** Entries that are kept; the oldest give way. */
const LIMIT = 400;
const KEY = 'entries';

/**
 * What happened in the worker, over its restarts. An entry is made of closed words, an organization id and numbers, so
 * there is no place in it for a secret (R1).
 */
export class EventLog {
  readonly #records: RecordStore;
  readonly #platform: Pick<Platform, 'now'>;
  readonly #defer: (write: () => Promise<void>) => void;
  #fresh: LogEntry[] = [];
  #isDeferred = false;

  /** @param defer runs a write some time later: a burst of calls is one write */
  constructor(
    records: RecordStore,
    platform: Pick<Platform, 'now'>,
    defer: (write: () => Promise<void>) => void,
  ) {
    this.#records = records;
    this.#platform = platform;
    this.#defer = defer;
  }

  /** Writes down what just happened. It never fails and never waits. */
  add({ event, organizationId = null, detail = null, duration = null, finding }: LoggedEvent): void {
    const at = this.#platform.now();
    const entry = { at, event, organizationId, detail, duration, count: 1, ...(finding && { finding }) };
    this.#fresh = joined(this.#fresh, entry);
    if (this.#isDeferred) return;
    this.#isDeferred = true;
    this.#defer(() => this.#write());
  }

  /** Everything that is kept, oldest first. */
  async entries(): Promise<readonly LogEntry[]> {
    return this.#fresh.reduce(joined, await this.#stored());
  }

  /** Forgets everything: what happened to whoever was signed in concerns nobody after them. */
  async clear(): Promise<void> {
    this.#fresh = [];
    await this.#records.delete(KEY);
  }

  async #write(): Promise<void> {
    this.#isDeferred = false;
    const fresh = this.#fresh;
    this.#fresh = [];
    await this.#records.put(KEY, fresh.reduce(joined, await this.#stored()));
  }

  async #stored(): Promise<LogEntry[]> {
    const stored = await this.#records.get(KEY);
    return attempt(() => parseList(stored, parseLogEntry, 'journal', LIMIT)) ?? [];
  }
}

function joined(entries: LogEntry[], entry: LogEntry): LogEntry[] {
  const last = entries.at(-1);
  if (last === undefined || !areAlike(last, entry)) return [...entries, entry].slice(-LIMIT);
  const longest = Math.max(last.duration ?? 0, entry.duration ?? 0);
  const duration = last.duration === null && entry.duration === null ? null : longest;
  return [...entries.slice(0, -1), { ...entry, duration, count: last.count + entry.count }];
}

function areAlike(a: LogEntry, b: LogEntry): boolean {
  return (
    a.event === b.event &&
    a.organizationId === b.organizationId &&
    a.detail === b.detail &&
    a.finding?.text === b.finding?.text
  );
}
