import { encodeBase64Url } from './base64url.ts';
import { readCookies } from './cookies.ts';

/**
 * `__Host-Http-`: in browsers that enforce this prefix, script cannot set, shadow or replace the cookie. If the cookie
 * is lost, the user has to sign in again.
 */
const NAME = '__Host-Http-keyring';
/** s; 400 days, the maximum that browsers allow. Renewed with each response. */
const MAX_AGE = 34_560_000;
const DEVICE_ID = /^[\w-]{43}$/;

/** The device id of a request. `undefined` if the request names two devices, because one of them is not genuine. */
export function readDeviceId(cookieHeader: string | undefined): string | undefined {
  const values = readCookies(cookieHeader, NAME);
  if (values.length > 1) return undefined;
  const [id] = values;
  // A missing cookie means a first visit or a lost cookie. A malformed value was not set by this server; it is
  // replaced, because it would otherwise lock the device out.
  return id !== undefined && DEVICE_ID.test(id) ? id : mintDeviceId();
}

/** Whether the request's browser already received a key. */
export function hasDeviceId(cookieHeader: string | undefined): boolean {
  return readCookies(cookieHeader, NAME).length > 0;
}

/**
 * The `Set-Cookie` value of a device. Set it only on the response with the worker script. A navigation from another
 * site sends no Strict cookies, so on documents each sign-in would create a new device.
 */
export function deviceCookie(id: string): string {
  return `${NAME}=${id}; Path=/; Max-Age=${MAX_AGE}; Secure; HttpOnly; SameSite=Strict`;
}

function mintDeviceId(): string {
  return encodeBase64Url(crypto.getRandomValues(new Uint8Array(32)));
}
