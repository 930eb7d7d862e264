import { readCookies } from './cookies.ts';

const MAX_AGE = 34_560_000;
/**
 * Without Secure: stored only if the browser does not enforce `__Host-` (WebKitGTK 2.50). Script cannot access it
 * there.
 */
const NOT_SECURE = '__Host-Http-probe';
/** Without HttpOnly: stored if the browser enforces `__Host-` but not `__Host-Http-` (Chromium before 140). */
const NOT_HTTP_ONLY = '__Host-Http-probe-script';

/**
 * Cookies that a browser must reject if it enforces the `__Host-Http-` prefix, which the sealed vault requires. They
 * are set on every document, and on the worker script for documents of other servers. A browser that sends one back
 * does not enforce the prefix. In a browser that enforces it, neither cookie can be forged.
 */
export const PROBE_COOKIES: readonly string[] = [
  `${NOT_SECURE}=1; Path=/; Max-Age=${MAX_AGE}; HttpOnly; SameSite=Strict`,
  `${NOT_HTTP_ONLY}=1; Path=/; Max-Age=${MAX_AGE}; Secure; SameSite=Strict`,
];

/** Whether the request's browser accepted a cookie that it should have rejected. */
export function hasProbe(cookieHeader: string | undefined): boolean {
  return [NOT_SECURE, NOT_HTTP_ONLY].some((name) => readCookies(cookieHeader, name).length > 0);
}
