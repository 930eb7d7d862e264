import { get } from 'node:http';
import type { BrowserContext } from '@playwright/test';
import { deriveDeviceKeys } from '../../server/device-key.ts';

/** The secret of the attacked servers: the tests use it to compute the keys that an attacker must not find. */
export const VAULT_SECRET = 'the secret of the attack tests that no page may come to know';

/** The device that the browser's cookie names. `undefined`: the cookie is gone. */
export async function deviceIdOf(context: BrowserContext): Promise<string | undefined> {
  return (await context.cookies()).find(({ name }) => name === '__Host-Http-keyring')?.value;
}

/** The key of a device, as the worker script holds it. */
export async function deviceKeyOf(deviceId: string | undefined, secret = VAULT_SECRET): Promise<string> {
  if (deviceId === undefined) throw new Error('The browser has no device cookie.');
  return (await deriveDeviceKeys([secret], deviceId)).key;
}

/** Whether a text holds a key: as base64url, base64, hexadecimal, or as its bytes. */
export function holdsKey(text: string, key: string): boolean {
  const bytes = Buffer.from(key, 'base64url');
  const forms = [key, bytes.toString('base64').slice(0, 42), bytes.toString('hex'), bytes.toString('latin1')];
  return [...forms, [...bytes].join(',')].some((form) => text.includes(form));
}

/** The worker script as a browser of this device gets it, requested by a client that is not a page and can send any header. */
export function loadLikeABrowser(origin: string, deviceId: string, path = '/sw.js'): Promise<string> {
  const headers = {
    'Sec-Fetch-Dest': 'serviceworker',
    'Sec-Fetch-Mode': 'same-origin',
    'Sec-Fetch-Site': 'same-origin',
    'Service-Worker': 'script',
    Cookie: `__Host-Http-keyring=${deviceId}`,
  };
  return new Promise((resolve, reject) => {
    // Not fetch, which sends its own Fetch Metadata.
    const asked = get(origin + path, { headers }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () => resolve(Buffer.concat(parts).toString()));
    });
    asked.on('error', reject);
  });
}
