import type { VaultMode } from '../src/protocol/configuration.ts';
import { VAULT_MODES } from '../src/protocol/configuration.ts';
import { ParseError, parseList, parseOneOf, parseRecord, parseString } from '../src/protocol/parse.ts';

/** What the server put before the worker script (`server/worker-script.ts`). */
export interface KeyringHost {
  readonly configuration: unknown;
  /** Missing once it was taken, and on hosts that know nothing of the sealed vault. */
  vault?: unknown;
}

/** How this worker keeps its sessions, as the server decided for this browser. */
export interface HostVault {
  readonly mode: VaultMode;
  /** AES-256 keys, the current one first; empty: there is no key in this script. */
  readonly keys: readonly Uint8Array<ArrayBuffer>[];
}

/** Most secrets that a host may have in rotation. */
const KEY_LIMIT = 16;
/** 32 bytes in base64url. */
const KEY = /^[\w-]{43}$/;

/**
 * Takes the vault's keys out of what the server sent: afterwards they are nowhere but with the caller.
 *
 * @param wanted what the configuration asks for, where the server said nothing more
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
