export type {
  ApiRule,
  BindingMode,
  CredentialSharing,
  KeyringConfiguration,
  LookupCredentials,
  UnconnectedPages,
  VaultMode,
} from '../src/protocol/configuration.ts';
export { type ConfigurationMistake, KeyringConfigurationError } from '../src/protocol/configuration-error.ts';
export type { OrganizationId } from '../src/protocol/organization-id.ts';
export type { OrganizationSlug } from '../src/protocol/organization-slug.ts';
export type {
  KeyringPaths,
  KeyringPathsOptions,
  OrganizationKey,
  OrganizationKeyKind,
} from '../src/protocol/paths.ts';
export type { HostModule, KeyringHostOptions } from './host-options.ts';
export { createKeyringHost, type HeaderEntry, JWKS_PATH, type KeyringHostHandler } from './keyring-host.ts';
export {
  type ManifestOrganization,
  type OrganizationManifestOptions,
  organizationManifests,
} from './manifest.ts';
export type { ServerEvent, ServerObserver } from './observe/server-event.ts';
export { createServerMetrics, type ServerMetrics } from './observe/server-metrics.ts';
export type { ServerSpan, ServerTracer } from './observe/tracer.ts';
export type {
  ExitMode,
  ExitOptions,
  PagePolicyOptions,
  PolicyOptions,
  WorkerPolicyOptions,
} from './policy-options.ts';
export { createPushHints, type PushHints, type PushHintsOptions } from './push/push-hints.ts';
export type { PushMessage, PushResponse, SendPush } from './push/push-message.ts';
export { PUSH_SERVICES } from './push/push-services.ts';
export type {
  PushOwner,
  PushSubscriptionTarget,
  StoredPushSubscription,
} from './push/push-subscription.ts';
export {
  createMemoryPushSubscriptions,
  type PushSubscriptionMatch,
  type PushSubscriptionStore,
} from './push/push-subscription-store.ts';
export { createStaticFiles, type StaticFilesOptions, type StaticHostKind } from './static/static-host.ts';
export { respondWithDownload } from './tickets/respond-with-download.ts';
export { respondWithTicket } from './tickets/respond-with-ticket.ts';
export {
  createTicketIssuer,
  type TicketIssue,
  type TicketIssuer,
  type TicketIssuerOptions,
  type TicketUse,
} from './tickets/ticket-issuer.ts';
export {
  createMemoryTicketStore,
  type StoredTicket,
  type TicketAddition,
  type TicketLimits,
  type TicketOwner,
  type TicketStore,
  type TicketTarget,
} from './tickets/ticket-store.ts';
export type { SessionHint } from './webhooks/session-hint.ts';
export { createSessionHints, type SessionHints } from './webhooks/session-hints.ts';
export {
  createMemoryWebhookEvents,
  type WebhookClaim,
  type WebhookEventStore,
} from './webhooks/webhook-events.ts';
export { createWebhookReceiver, type WebhookReceiverOptions } from './webhooks/webhook-receiver.ts';
