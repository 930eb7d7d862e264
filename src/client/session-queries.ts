import type { VaultMode } from '../protocol/configuration.ts';
import type { LogEntry } from '../protocol/log.ts';
import type { SessionStatus } from '../protocol/session-status.ts';
import { askKeyring } from './ask-keyring.ts';
import { requireOrganizationName, requireOrganizationSlug } from './paths.ts';

/** What a page asks the worker about its sessions. */
export interface SessionQueries {
  /**
   * Looks an organization up, and refreshes its access token when that has expired. It resolves within about half a
   * second. A refresh that takes longer continues in the background: the state is `refreshing`, and `sessions-changed` has
   * the outcome.
   *
   * @param slug or the organization's id
   * @throws KeyringError `organization_unknown`, or `offline` and `temporarily_unavailable` if this device does not know it yet
   */
  openOrganization(slug: string): Promise<SessionStatus>;

  /**
   * Refreshes an organization's session now, although its access token has not expired, for example after a role has
   * changed. A call during a refresh waits for that refresh. Each organization has three a minute, within
   * AuthKit's limit for all organizations together.
   *
   * @returns the state afterwards; `needs-authorization` if AuthKit has ended the session
   * @throws KeyringError `authorization_required`: there is no session; `organization_unknown`; `offline`;
   *   `temporarily_unavailable`: too many of them, or AuthKit does not respond; try again after `retryAfter` (s)
   * @example
   * await keyring.refreshSession('acme');
   * await fetch('/api/admin');  // with the token of the new role
   */
  refreshSession(slug: string): Promise<SessionStatus>;

  /**
   * Signs in to an organization with a credential of another one, without a navigation, also after a sign-out.
   *
   * @returns the state afterwards; unchanged if no credential of this device may open the organization
   * @throws KeyringError `temporarily_unavailable` with `retryAfter` (s): AuthKit's rate limit has no room; `offline`
   */
  signInSilently(slug: string): Promise<SessionStatus>;

  /** How the worker of this browser stores its sessions. `sealed` is used only in browsers in which it holds. */
  vaultMode(): Promise<VaultMode>;

  /** Every organization of the users who are signed in on this device, with the state of its session. */
  listOrganizations(): Promise<readonly SessionStatus[]>;

  /**
   * The organizations that the worker already knows, with their sessions. It sends no request to the back end, so a page
   * can paint the list at once and update it with {@link listOrganizations}.
   */
  listKnownOrganizations(): Promise<readonly SessionStatus[]>;

  /**
   * The worker's log, over its restarts, oldest entry first: how requests were bound to organizations, why sessions were
   * refreshed or rejected, how long it took. Use it in a developer's inspector and in bug reports. It contains no token.
   */
  inspect(): Promise<readonly LogEntry[]>;
}

export const sessionQueries: SessionQueries = {
  async openOrganization(slug) {
    return askKeyring('open-organization', { organizationSlug: requireOrganizationName(slug) });
  },

  async refreshSession(slug) {
    return askKeyring('refresh-session', { organizationSlug: requireOrganizationSlug(slug) });
  },

  async signInSilently(slug) {
    return askKeyring('sign-in-silently', { organizationSlug: requireOrganizationSlug(slug) });
  },

  vaultMode: async () => (await askKeyring('claim', {})).vault,

  listOrganizations: async () => (await askKeyring('list-organizations', {})).organizations,

  listKnownOrganizations: async () => (await askKeyring('list-known-organizations', {})).organizations,

  inspect: async () => (await askKeyring('inspect', {})).entries,
};
