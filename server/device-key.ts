import { encodeBase64Url } from './base64url.ts';

/** Names what the key is for, so that the same secret never makes the same key for something else. */
const SALT = 'org-keyring sealed vault 1';

/** What the worker script carries when the sealed vault is on: AES-256 keys, base64url. */
export interface DeviceKeys {
  /** Seals and opens. */
  readonly key: string;
  /** Of the secrets that this one replaces: they still open, and what they open is sealed again. */
  readonly previous: readonly string[];
}

/**
 * Derives a device's keys, one from each secret: HKDF-SHA-256 (RFC 5869). The server stores nothing.
 *
 * @param secrets the current one first
 * @param deviceId what stands in the device's cookie
 */
export async function deriveDeviceKeys(secrets: readonly string[], deviceId: string): Promise<DeviceKeys> {
  const [key, ...previous] = await Promise.all(secrets.map((secret) => deriveKey(secret, deviceId)));
  if (key === undefined) throw new Error('The sealed vault needs a secret.');
  return { key, previous };
}

async function deriveKey(secret: string, deviceId: string): Promise<string> {
  const encoder = new TextEncoder();
  const material = await crypto.subtle.importKey('raw', encoder.encode(secret), 'HKDF', false, [
    'deriveBits',
  ]);
  const bits = await crypto.subtle.deriveBits(
    { name: 'HKDF', hash: 'SHA-256', salt: encoder.encode(SALT), info: encoder.encode(deviceId) },
    material,
    256,
  );
  return encodeBase64Url(new Uint8Array(bits));
}

/** A secret as {@link deriveDeviceKeys} wants it: 32 random bytes as text. */
export function randomSecret(): string {
  return encodeBase64Url(crypto.getRandomValues(new Uint8Array(32)));
}
