import type { VaultMode } from '../src/protocol/configuration.ts';
import { VAULT_MODES } from '../src/protocol/configuration.ts';
import { ParseError, parseList, parseOneOf, parseRecord, parseString } from '../src/protocol/parse.ts';

/** The data that the server puts before the worker script (`server/worker-script.ts`). */
export interface KeyringHost {
  readonly configuration: unknown;
  /** Missing after `installKeyring` has read it, and on hosts without the sealed vault. */
  vault?: unknown;
}

/** How this worker stores its sessions. The server decides it for each browser. */
export interface HostVault {
  readonly mode: VaultMode;
  /** AES-256 keys, the current one first. Empty: the script holds no key. */
  readonly keys: readonly Uint8Array<ArrayBuffer>[];
}

/** Largest number of secrets that a host may have in rotation. */
const KEY_LIMIT = 16;
/** 32 bytes in base64url. */
const KEY = /^[\w-]{43}$/;

/**
 * Reads the vault's keys and deletes them from the host, so that only the caller holds them.
 *
 * @param wanted the configured mode, which counts if the server sent no vault
 * @throws {@link ParseError} that never holds a key
 */
export function takeHostVault(host: KeyringHost, wanted: VaultMode): HostVault {
  const { vault } = host;
  delete host.vault;
  if (vault === undefined) return { mode: wanted, keys: [] };
  const { mode, key, previous = [] } = parseRecord(vault, 'vault');
  return {
    mode: parseOneOf(mode, VAULT_MODES, 'vault'),
    keys: key === undefined ? [] : [parseKey(key), ...parseList(previous, parseKey, 'keys', KEY_LIMIT)],
  };
}

function parseKey(value: unknown): Uint8Array<ArrayBuffer> {
  const text = parseString(value, 'key', 43);
  if (!KEY.test(text)) throw new ParseError('key must be 32 bytes in base64url');
  const base64 = text.replaceAll('-', '+').replaceAll('_', '/');
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}
