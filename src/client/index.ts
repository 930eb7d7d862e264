export type { RequestOwner, RequiredOwner } from '../protocol/announcement.ts';
export type { VaultMode } from '../protocol/configuration.ts';
export { KeyringError, type KeyringErrorCode, type KeyringErrorDetails } from '../protocol/errors.ts';
export type { ConfigurationFinding, FindingSetting } from '../protocol/finding.ts';
export type { LogDetail, LogEntry, LogEvent } from '../protocol/log.ts';
export type { KeyringEvent, SessionsSnapshot, StorageState } from '../protocol/messages.ts';
export {
  organizationColour,
  organizationHue,
  organizationIconVersion,
  organizationInitials,
} from '../protocol/organization-appearance.ts';
export type { OrganizationId } from '../protocol/organization-id.ts';
export type { OrganizationSlug } from '../protocol/organization-slug.ts';
export { ParseError } from '../protocol/parse.ts';
export type {
  KeyringPaths,
  KeyringPathsOptions,
  OrganizationKey,
  OrganizationKeyKind,
} from '../protocol/paths.ts';
export type { PrivateCacheKind, PrivateCacheOwner } from '../protocol/private-cache.ts';
export type { Impersonator, SessionClaims, UserProfile } from '../protocol/session-claims.ts';
export { createSessionHandle, readUnverifiedClaims } from '../protocol/session-handle.ts';
export {
  type AuthorizationReason,
  isRevoked,
  isUsable,
  type Organization,
  type SessionState,
  type SessionStatus,
  type SessionUser,
  type StepUp,
  type UsableSession,
} from '../protocol/session-status.ts';
export type { SignInHints } from '../protocol/sign-in-hints.ts';
export type { StepUpRequest } from '../protocol/step-up.ts';
export { type ConnectOptions, connectKeyring } from './connect-keyring.ts';
export { type DownloadOptions, download } from './download.ts';
export { type FollowOptions, followEvents } from './event-stream.ts';
export { type Impersonation, impersonationOf } from './impersonation.ts';
export type { Keyring } from './keyring.ts';
export type { Confirmation, KeyringSnapshot } from './keyring-snapshot.ts';
export type { SignInDisplay } from './leave-for-sign-in.ts';
export { OrgEventSource, orgEventSource } from './org-event-source.ts';
export { createOrgFetch, type OrgFetchOptions, orgFetch } from './org-fetch.ts';
export { OrgSocket, type OrgSocketOptions, orgSocket, SESSION_ENDED_CODE } from './org-socket.ts';
export { type NavigationOptions, OrganizationChange } from './organization-change.ts';
export {
  keyringPaths,
  organizationSlugOfPath,
  parseOrganizationSlug,
  pathOfOrganization,
  setKeyringPaths,
} from './paths.ts';
export { listPrivateCaches, openPrivateCache } from './private-cache.ts';
export {
  createPushNotifications,
  type PushKeyring,
  type PushNotificationsOptions,
} from './push-notifications.ts';
export type { PushNotifications, PushState } from './push-state.ts';
export { reportResponse } from './refused-responses.ts';
export { RETRY_AFTER_LIMIT, retryAfterOf } from './retry-after.ts';
export { type ReviewedKeyring, reviewSession } from './review-session.ts';
export type { SessionEnd } from './session-end.ts';
export { createSessionGuard, type GuardedKeyring, type SessionGuard } from './session-guard.ts';
export type { GuardState, SessionGuardState, ShownState } from './session-guard-state.ts';
export type { SignInOptions, SignInToAllOptions } from './sign-in-options.ts';
export {
  beginSignInToAll,
  canSignInSilently,
} from './sign-in-run.ts';
export { createSignInToAll, type SignInToAll, type SignInToAllRunOptions } from './sign-in-to-all.ts';
export type { SignInToAllAccount, SignInToAllPhase, SignInToAllState } from './sign-in-to-all-state.ts';
export type { SignOutOptions } from './sign-out-actions.ts';
export { SITE_DATA_BLOCKED } from './site-data.ts';
export type { StepUpActions } from './step-ups.ts';
export type { StreamEvent } from './stream-item.ts';
export { type TabKeyring, TabOrganization } from './tab-organization.ts';
export { type TicketOptions, ticketFor } from './ticket.ts';
export { type UploadBody, type UploadOptions, type UploadProgress, upload } from './upload.ts';
export { workerScriptUrl } from './worker-script-url.ts';
