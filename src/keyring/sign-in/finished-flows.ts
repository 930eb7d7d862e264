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

/** How long a finished flow is remembered, ms: the back button may reach its callback as long as the tab is open. */
export const FINISHED_FLOW_LIFETIME = 24 * 60 * 60 * 1000;
/** Finished flows that are remembered; the oldest give way. */
export const FINISHED_FLOW_LIMIT = 32;

/** No `state` can be this key: `Flows` takes states of 43 characters alone. */
const KEY = 'finished';
/** How long a change waits for another one, ms, before it goes on without the lock. */
const LOCK_PATIENCE = 2_000;

/** A flow whose `state` is used up, without its secrets. */
interface FinishedFlow {
  /** SHA-256 of the state, base64url. */
  readonly stateHash: string;
  /** null: the flow named none, so its page belongs to no organization. */
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

  /** Remembers a flow that is used up. */
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
   * Forgets what a sign-out ends (R42): everything, or which pages of these organizations were opened. Of those the
   * home remains, where a user can sign in again.
   */
  async forget(organizationIds: readonly string[] | 'all'): Promise<void> {
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

/** The home of the organization that a path is in; a path that is in none says nothing about a user, and stays. */
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
