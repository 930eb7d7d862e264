import type { LogEntry } from '../../protocol/log.ts';
import { parseLogEntry } from '../../protocol/log.ts';
import { attempt, parseList } from '../../protocol/parse.ts';
import type { LoggedEvent } from '../ports/observer.ts';
import type { Platform } from '../ports/platform.ts';
import type { RecordStore } from '../ports/stores.ts';

/** Entries that are kept; the oldest are deleted first. */
const LIMIT = 400;
const KEY = 'entries';

/**
 * The worker's log, over its restarts. An entry contains only listed words, an organization id and numbers, so it has no
 * place for a secret (R1).
 */
export class EventLog {
  readonly #records: RecordStore;
  readonly #platform: Pick<Platform, 'now'>;
  readonly #defer: (write: () => Promise<void>) => void;
  #fresh: LogEntry[] = [];
  #isDeferred = false;
  #writing: Promise<void> = Promise.resolve();

  /** @param defer runs a write later, so that a burst of events is one write */
  constructor(
    records: RecordStore,
    platform: Pick<Platform, 'now'>,
    defer: (write: () => Promise<void>) => void,
  ) {
    this.#records = records;
    this.#platform = platform;
    this.#defer = defer;
  }

  /** Adds an entry. It never fails and never waits. */
  add({ event, organizationId = null, detail = null, duration = null, finding }: LoggedEvent): void {
    const at = this.#platform.now();
    const entry = { at, event, organizationId, detail, duration, count: 1, ...(finding && { finding }) };
    this.#fresh = joined(this.#fresh, entry);
    if (this.#isDeferred) return;
    this.#isDeferred = true;
    this.#defer(() => this.#inOrder(() => this.#write()));
  }

  /** Every entry, oldest first. */
  async entries(): Promise<readonly LogEntry[]> {
    return this.#fresh.reduce(joined, await this.#stored());
  }

  /** Deletes every entry: the next user of this device must not read the events of earlier ones. */
  async clear(): Promise<void> {
    this.#fresh = [];
    // A write in progress has read the earlier entries, and would put them back.
    await this.#inOrder(async () => void (await this.#records.delete(KEY)));
  }

  #inOrder(work: () => Promise<void>): Promise<void> {
    this.#writing = this.#writing.catch(() => {}).then(work);
    return this.#writing;
  }

  async #write(): Promise<void> {
    this.#isDeferred = false;
    const fresh = this.#fresh;
    this.#fresh = [];
    await this.#records.put(KEY, fresh.reduce(joined, await this.#stored()));
  }

  async #stored(): Promise<LogEntry[]> {
    const stored = await this.#records.get(KEY);
    return attempt(() => parseList(stored, parseLogEntry, 'log', LIMIT)) ?? [];
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
