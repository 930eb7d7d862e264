import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { randomSecret } from '../server/device-key.ts';

/**
 * The sealed vault's secret of this checkout, used without `VAULT_SECRET`. It is created at the first start and stored
 * in an ignored file that only its owner can read, so that sessions survive a restart. If it cannot be stored, it lasts
 * as long as the process.
 *
 * @param directory of the kept state; null for a secret that ends with the process
 */
export function localVaultSecret(directory: string | null): string {
  const fresh = randomSecret();
  if (directory === null) return fresh;
  const file = resolve(directory, 'vault-secret');
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    // Two servers may start at the same time: one writes the file, both read it.
    writeFileSync(file, fresh, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) return fresh;
  }
  return readFileSync(file, 'utf8');
}
