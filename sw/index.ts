export { type DocumentHeadersPlugin, documentHeadersPlugin } from './document-headers.ts';
export type { KeyringHost } from './host-vault.ts';
export { installKeyring } from './install-keyring.ts';
