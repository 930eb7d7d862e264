import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { randomSecret } from '../server/device-key.ts';

/**
 * The secret of this checkout's sealed vault, for whoever set no `VAULT_SECRET`: made at the first start and kept
 * where nobody commits it, readable by its owner alone, so that sessions outlive a restart. Where it cannot be kept,
 * it lasts as long as the process.
 */
export function localVaultSecret(root: string): string {
  const directory = resolve(root, 'node_modules/.cache/org-keyring');
  const file = resolve(directory, 'vault-secret');
  const fresh = randomSecret();
  try {
    mkdirSync(directory, { recursive: true });
    // Two servers may start at once: one writes, both read.
    writeFileSync(file, fresh, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) return fresh;
  }
  return readFileSync(file, 'utf8');
}
