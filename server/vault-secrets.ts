import { checkList } from '../src/protocol/check-setting.ts';
import type { VaultMode } from '../src/protocol/configuration.ts';
import { KeyringConfigurationError } from '../src/protocol/configuration-error.ts';

/** Fewest characters of a server secret: 32 bytes in base64url or hex are more. */
const LEAST_LENGTH = 32;
/** Most secrets in rotation: the worker reads no more keys. */
const LIMIT = 16;

/**
 * Refuses secrets that can be guessed, and a sealed vault without any. A deployment that lost its variable would
 * otherwise weaken the vault of every user, and cost their sessions, without a message.
 *
 * @throws KeyringConfigurationError that never holds a secret
 */
export function checkSecrets(vault: VaultMode, secrets: unknown): readonly string[] {
  if (vault === 'sealed' && (secrets === undefined || (Array.isArray(secrets) && secrets.length === 0)))
    throw mistake(
      'vaultSecrets',
      'the sealed vault needs a secret',
      "Set vaultSecrets to 32 random bytes as text, or choose vault: 'device'.",
    );
  const checked = checkList(secrets ?? [], 'vaultSecrets', { check: checkSecret, limit: LIMIT });
  if (new Set(checked).size < checked.length)
    throw mistake('vaultSecrets', 'the same secret is there twice', 'Remove one of the two.');
  return checked;
}

function checkSecret(value: unknown, setting: string): string {
  if (typeof value !== 'string')
    throw mistake(setting, 'a secret is a text', 'Encode its bytes as base64url or as hex.');
  if (value.trim() !== value)
    throw mistake(
      setting,
      'the secret begins or ends with white space, which is easily lost and would change every key',
      'Remove the white space, often the line end of a file.',
    );
  if (value.length >= LEAST_LENGTH) return value;
  throw mistake(
    setting,
    `a secret needs ${LEAST_LENGTH} characters at least`,
    'Generate 32 random bytes, for example with "openssl rand -base64 32".',
  );
}

function mistake(setting: string, problem: string, remedy: string): KeyringConfigurationError {
  return new KeyringConfigurationError({ setting, problem, remedy });
}
