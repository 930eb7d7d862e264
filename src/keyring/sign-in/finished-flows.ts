import {
  attempt,
  parseList,
  parseNullable,
  parseNumber,
  parseRecord,
  parseString,
} from '../../protocol/parse.ts';
import { type KeyringPaths, organizationOfPath } from '../../protocol/paths.ts';
import { RETURN_PATH_LIMIT } from '../../protocol/return-path.ts';
import type { Platform } from '../ports/platform.ts';
import type { RecordStore } from '../ports/stores.ts';
import { base64url, type Flow } from './flow.ts';
import { homeOf } from './return-to.ts';

/** How long a finished flow is kept, ms: the back button can reach its callback while the tab is open. */
const FINISHED_FLOW_LIFETIME = 24 * 60 * 60 * 1000;
/** Finished flows that are kept; the oldest are deleted first. */
const FINISHED_FLOW_LIMIT = 32;

/** No `state` has this key: `Flows` accepts only states of 43 characters. */
const KEY = 'finished';
/** Longest wait for the lock, ms. Then the change is made without it. */
const LOCK_PATIENCE = 2_000;

/** A flow whose `state` has been used, without its secrets. */
interface FinishedFlow {
  /** SHA-256 of the state, base64url. */
  readonly stateHash: string;
  /** null: the flow named no organization, so its page belongs to none. */
  readonly organizationId: string | null;
  readonly returnTo: string;
  /** When it was finished, ms since the epoch. */
  readonly at: number;
}

/**
 * Where finished sign-ins returned to. After a sign-in the back button leads to the provider, which sends the user to the
 * callback once more, with the same `state`. That state stays single-use (R16) and costs no token request (R17): the
 * user only gets back to the page that the sign-in was for.
 */
export class FinishedFlows {
  readonly #records: RecordStore;
  readonly #platform: Platform;
  readonly #paths: KeyringPaths;

  constructor(records: RecordStore, platform: Platform, paths: KeyringPaths) {
    this.#records = records;
    this.#platform = platform;
    this.#paths = paths;
  }

  /** Keeps a flow whose `state` has been used. */
  async add({ state, organization, returnTo }: Flow): Promise<void> {
    const finished: FinishedFlow = {
      stateHash: await this.#hashOf(state),
      organizationId: organization?.id ?? null,
      returnTo,
      at: this.#platform.now(),
    };
    await this.#change((all) => [...all, finished].slice(-FINISHED_FLOW_LIMIT));
  }

  /** Where the sign-in of a used `state` returned to. `undefined`: this device finished no such sign-in within a day. */
  async returnPathOf(state: string): Promise<string | undefined> {
    const all = await this.#read();
    if (all.length === 0) return undefined;
    const stateHash = await this.#hashOf(state);
    return all.find((finished) => finished.stateHash === stateHash)?.returnTo;
  }

  /**
   * Deletes what must not outlive a sign-out (R42): everything, or the visited pages of these organizations. Their flows
   * then return to the organization's home, where a user can sign in again.
   */
  async clear(organizationIds: readonly string[] | 'all'): Promise<void> {
    await this.#change((all) => {
      if (organizationIds === 'all') return [];
      return all.map((finished) =>
        finished.organizationId !== null && organizationIds.includes(finished.organizationId)
          ? { ...finished, returnTo: homeOfPath(finished.returnTo, this.#paths) }
          : finished,
      );
    });
  }

  #change(change: (all: readonly FinishedFlow[]) => readonly FinishedFlow[]): Promise<void> {
    return this.#platform.withLock('keyring-finished-flows', LOCK_PATIENCE, async () => {
      const before = await this.#read();
      const after = change(before);
      if (after.length > 0) await this.#records.put(KEY, after);
      else await this.#records.delete(KEY);
    });
  }

  async #read(): Promise<readonly FinishedFlow[]> {
    const stored = await this.#records.get(KEY);
    const all =
      attempt(() => parseList(stored, parseFinishedFlow, 'finished flows', FINISHED_FLOW_LIMIT)) ?? [];
    return all.filter(({ at }) => Math.abs(this.#platform.now() - at) <= FINISHED_FLOW_LIFETIME);
  }

  async #hashOf(state: string): Promise<string> {
    return base64url(await this.#platform.sha256(new TextEncoder().encode(state)));
  }
}

/** The home of the organization of a path. A path outside of all organizations says nothing about a user and is kept. */
function homeOfPath(path: string, paths: KeyringPaths): string {
  const [pathname = ''] = path.split(/[?#]/);
  const key = organizationOfPath(pathname, paths);
  return key === undefined ? path : homeOf(key, paths);
}

function parseFinishedFlow(value: unknown): FinishedFlow {
  const record = parseRecord(value, 'finished flow');
  return {
    stateHash: parseString(record.stateHash, 'stateHash', 64),
    organizationId: parseNullable(record.organizationId, (id) => parseString(id, 'organizationId', 128)),
    returnTo: parseString(record.returnTo, 'returnTo', RETURN_PATH_LIMIT),
    at: parseNumber(record.at, 'at'),
  };
}
