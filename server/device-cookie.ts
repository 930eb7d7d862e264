import { encodeBase64Url } from './base64url.ts';
import { readCookies } from './cookies.ts';

/** `__Host-Http-`: where the prefix is enforced, no script can set, shadow or replace it. Evicting it costs a login. */
const NAME = '__Host-Http-keyring';
/** s; 400 days, the longest that browsers keep a cookie. Renewed with each answer. */
const MAX_AGE = 34_560_000;
const DEVICE_ID = /^[\w-]{43}$/;

/** The device that a request comes from. `undefined`: it names two, and one of them is somebody else's. */
export function readDeviceId(cookieHeader: string | undefined): string | undefined {
  const values = readCookies(cookieHeader, NAME);
  if (values.length > 1) return undefined;
  const [id] = values;
  // A missing one is a first visit or a lost cookie; a misshapen one was never ours, and would lock the device out.
  return id !== undefined && DEVICE_ID.test(id) ? id : mintDeviceId();
}

/** Whether a request comes from a browser that was given a key before. */
export function hasDeviceId(cookieHeader: string | undefined): boolean {
  return readCookies(cookieHeader, NAME).length > 0;
}

/**
 * The `Set-Cookie` value of a device. It belongs into the worker script's answer alone: a document that comes back
 * from another site is asked for without Strict cookies, and each sign-in would mint another device.
 */
export function deviceCookie(id: string): string {
  return `${NAME}=${id}; Path=/; Max-Age=${MAX_AGE}; Secure; HttpOnly; SameSite=Strict`;
}

function mintDeviceId(): string {
  return encodeBase64Url(crypto.getRandomValues(new Uint8Array(32)));
}
