import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import webPush from 'web-push';
import { parseJson, parseRecord, parseString } from '../src/protocol/parse.ts';

/** The key pair that identifies this server to push services (RFC 8292), as base64url. The private key is never printed. */
export interface VapidKeys {
  readonly publicKey: string;
  readonly privateKey: string;
}

/**
 * The VAPID keys of this checkout, used without `VAPID_PUBLIC_KEY` and `VAPID_PRIVATE_KEY`. They are created at the first
 * start and stored in an ignored file that only its owner can read, because a subscription works with one key pair only.
 *
 * @param directory of the kept state; null for keys that end with the process
 * @throws ParseError if the file was changed
 */
export function localVapidKeys(directory: string | null): VapidKeys {
  const fresh = webPush.generateVAPIDKeys();
  if (directory === null) return fresh;
  const file = resolve(directory, 'vapid-keys.json');
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    // Two servers may start at the same time: one writes the file, both read it.
    writeFileSync(file, JSON.stringify(fresh), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) return fresh;
  }
  const { publicKey, privateKey } = parseRecord(parseJson(readFileSync(file, 'utf8'), file), file);
  return {
    publicKey: parseString(publicKey, 'publicKey', 128),
    privateKey: parseString(privateKey, 'privateKey', 128),
  };
}
