import { checkList } from '../src/protocol/check-setting.ts';
import type { VaultMode } from '../src/protocol/configuration.ts';
import { KeyringConfigurationError } from '../src/protocol/configuration-error.ts';

/** Minimum length of a server secret in characters. 32 bytes in base64url or hex are longer. */
const LEAST_LENGTH = 32;
/** Maximum number of secrets in rotation, because the worker reads no more keys. */
const LIMIT = 16;

/**
 * Rejects guessable secrets, and a sealed vault without secrets. A deployment with a missing variable would otherwise
 * silently weaken every user's vault and end their sessions.
 *
 * @throws KeyringConfigurationError that never contains a secret
 */
export function checkSecrets(vault: VaultMode, secrets: unknown): readonly string[] {
  const given = secrets ?? [];
  // Checked here and not by `checkList`, whose message would contain the value.
  if (!Array.isArray(given))
    throw mistake('vaultSecrets', 'it must be a list of texts', 'Write [secret], also for one secret.');
  if (vault === 'sealed' && given.length === 0)
    throw mistake(
      'vaultSecrets',
      'the sealed vault needs a secret',
      "Set vaultSecrets to 32 random bytes as text, or choose vault: 'device'.",
    );
  const checked = checkList(given, 'vaultSecrets', { check: checkSecret, limit: LIMIT });
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
