// The contestants: no worker, a worker that passes requests on, a minimal token worker, org-keyring with each vault, and two peers.
import { MINIMAL_TOKEN, PASS_THROUGH } from './workers.mjs';

export const NO_WORKER = 'no worker, the page adds the token';
export const PASS_THROUGH_NAME = 'pass-through worker';
export const KEYRING = 'org-keyring';
export const AXA = '@axa-fr/oidc-client';
export const AUTHKIT_JS = '@workos-inc/authkit-js';

/** @typedef {(page: import('playwright').Page) => Promise<void>} SignIn fills in the provider's pages */

/**
 * @typedef {object} Kind
 * @property {string} name
 * @property {string} path of its page
 * @property {string} [worker] source of `/sw.js`, if it is not the keyring's
 * @property {boolean} [hasWorker]
 * @property {boolean} [hasAppShell] whether its worker caches the document after a first visit
 * @property {boolean} [losesTokens] whether a worker that starts again has no token until the page is loaded again
 * @property {SignIn} [signIn] for a page that asks for a sign-in
 * @property {Record<string, string>} [environment] of its server process
 */

/** @type {Kind} */
export const PASS_THROUGH_KIND = { name: PASS_THROUGH_NAME, path: '/bench.html', worker: PASS_THROUGH };

/** @type {Kind} */
export const MINIMAL_TOKEN_KIND = {
  name: 'minimal token worker',
  path: '/bench.html',
  worker: MINIMAL_TOKEN,
};

/** @type {Kind} with the vault `sealed`, the default */
export const KEYRING_KIND = { name: KEYRING, path: '/acme/', hasAppShell: true, signIn: signInAtAuthKit };

/** @type {readonly Kind[]} */
export const KINDS = [
  { name: NO_WORKER, path: '/bench.html', hasWorker: false },
  PASS_THROUGH_KIND,
  MINIMAL_TOKEN_KIND,
  KEYRING_KIND,
  {
    name: AXA,
    path: '/axa',
    losesTokens: true,
    signIn: signInAtOidcProvider,
    environment: { OIDC_PROVIDER: '1' },
  },
];

/** @type {readonly Kind[]} And org-keyring with its other vaults. */
export const KINDS_AND_VAULTS = [
  ...KINDS,
  { ...KEYRING_KIND, name: `${KEYRING}, vault device`, environment: { VAULT: 'device' } },
  { ...KEYRING_KIND, name: `${KEYRING}, vault memory`, losesTokens: true, environment: { VAULT: 'memory' } },
];

/** @type {Kind} Its page is at the redirect URI that the local AuthKit knows. */
export const AUTHKIT_JS_KIND = {
  name: AUTHKIT_JS,
  path: '/auth/callback',
  hasWorker: false,
  signIn: signInAtAuthKit,
  environment: { CALLBACK_PAGE: 'authkit-js.html' },
};

/** @type {SignIn} */
async function signInAtAuthKit(page) {
  await page.getByLabel('Email').fill('ada@example.com');
  await page.getByRole('button', { name: 'Continue', exact: true }).click();
}

/** @type {SignIn} */
async function signInAtOidcProvider(page) {
  await page.locator('input[name=login]').fill('ada');
  await page.locator('input[name=password]').fill('any');
  await page.getByRole('button', { name: 'Sign-in' }).click();
  await page.getByRole('button', { name: 'Continue' }).click();
}
