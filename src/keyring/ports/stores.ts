import type { Credential } from '../session/credential.ts';
import type { Session } from '../session/session.ts';

/** Stored sessions, keyed by organization id. A record that cannot be read or opened is an absent session (R4). */
export interface SessionStore {
  read(organizationId: string): Promise<Session>;
  list(): Promise<readonly Session[]>;
  /** Writes `next` if the stored generation is still `expected`; resolves, once durable, whether it did. */
  compareAndSet(expected: number, next: Session): Promise<boolean>;
}

/** Stored credentials, keyed by their ids. A record that cannot be read or opened is absent (R4). */
export interface CredentialStore {
  read(id: string): Promise<Credential | undefined>;
  list(): Promise<readonly Credential[]>;
  /** Writes `next` if the stored generation is still `expected` (0: none is stored); resolves, once durable, whether it did. */
  compareAndSet(expected: number, next: Credential): Promise<boolean>;
  /** Deletes a credential, with `generation` only if it is still of that one; resolves, once durable, whether it did. */
  delete(id: string, generation?: number): Promise<boolean>;
}

/** Small sealed records keyed by text. A record that cannot be read or opened is absent (R4). */
export interface RecordStore {
  get(key: string): Promise<unknown>;
  values(): Promise<readonly unknown[]>;
  /** Durable when it resolves, unless the store may be lost with the power. */
  put(key: string, value: unknown): Promise<void>;
  /** Deletes a record and resolves with it: of two callers that delete one key, only one gets the record. */
  delete(key: string): Promise<unknown>;
}

/** Every store of the core. */
export interface KeyringStores {
  readonly sessions: SessionStore;
  readonly credentials: CredentialStore;
  readonly flows: RecordStore;
  readonly organizations: RecordStore;
  /** Counters of rate and redirect limits. */
  readonly limits: RecordStore;
  readonly revocations: RecordStore;
}
