export type { KeyringPaths } from '../src/protocol/paths.ts';
export { type DocumentHeadersPlugin, documentHeadersPlugin } from './document-headers.ts';
export type { KeyringHost } from './host-vault.ts';
export { type InstallOptions, installKeyring } from './install-keyring.ts';
export type { NotificationWords } from './push/notification.ts';
export type { PushOutcome } from './push/review-hint.ts';
export { type PushListeners, type ReviewOnPushOptions, reviewOnPush } from './push/review-on-push.ts';
export { takeOverAtOnce } from './take-over.ts';
