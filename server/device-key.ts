import { encodeBase64Url } from './base64url.ts';

/**
 * Separates this key's purpose from others, so that the same secret never produces the same key for another purpose.
 */
const SALT = 'org-keyring sealed vault 1';

/** The keys in the worker script with the sealed vault: AES-256 keys, base64url. */
export interface DeviceKeys {
  /** Encrypts and decrypts. */
  readonly key: string;
  /** Keys of earlier secrets. They only decrypt; decrypted records are encrypted again with the current key. */
  readonly previous: readonly string[];
}

/**
 * Derives one key of a device from each secret with HKDF-SHA-256 (RFC 5869). The server stores no keys.
 *
 * @param secrets the current one first
 * @param deviceId the value of the device's cookie
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

/** Creates a secret for {@link deriveDeviceKeys}: 32 random bytes as text. */
export function randomSecret(): string {
  return encodeBase64Url(crypto.getRandomValues(new Uint8Array(32)));
}
