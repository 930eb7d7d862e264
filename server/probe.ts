import { readCookies } from './cookies.ts';

const MAX_AGE = 34_560_000;
/** Without Secure: stored where no `__Host-` prefix is enforced (WebKitGTK 2.50). Out of the reach of script there. */
const NOT_SECURE = '__Host-Http-probe';
/** Without HttpOnly: stored where `__Host-` is enforced and `__Host-Http-` is not (Chromium before 140). */
const NOT_HTTP_ONLY = '__Host-Http-probe-script';

/**
 * Cookies that a browser has to refuse if it enforces the `__Host-Http-` prefix, on which the sealed vault rests. Set
 * on every document, and on the worker script for documents that came from elsewhere; whoever sends one back does
 * not enforce it. Neither can be forged where it is enforced.
 */
export const PROBE_COOKIES: readonly string[] = [
  `${NOT_SECURE}=1; Path=/; Max-Age=${MAX_AGE}; HttpOnly; SameSite=Strict`,
  `${NOT_HTTP_ONLY}=1; Path=/; Max-Age=${MAX_AGE}; Secure; SameSite=Strict`,
];

/** Whether a request comes from a browser that took a cookie it should have refused. */
export function hasProbe(cookieHeader: string | undefined): boolean {
  return [NOT_SECURE, NOT_HTTP_ONLY].some((name) => readCookies(cookieHeader, name).length > 0);
}
