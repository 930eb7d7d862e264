import { API_OPTIONS } from '../src/protocol/check-api.ts';
import type { ApiRule, KeyringConfiguration } from '../src/protocol/configuration.ts';
import { derivePaths } from '../src/protocol/derive-paths.ts';
import { checkMembers, type MembersOf } from './check-members.ts';

const CONFIGURATION: MembersOf<KeyringConfiguration> = {
  clientId: 0,
  authKitOrigin: 0,
  issuers: 0,
  jwksUri: 0,
  redirectUri: 0,
  apis: 0,
  organizationEndpoint: 0,
  membershipsEndpoint: 0,
  vault: 0,
  sessionMaxAge: 0,
  sessionInactivity: 0,
  credentials: 0,
  lookupCredentials: 0,
  binding: 0,
  unconnectedPages: 0,
  paths: 0,
};

const API: MembersOf<ApiRule> = {
  origin: 0,
  pathPrefix: 0,
  ...(Object.fromEntries(API_OPTIONS.map((name) => [name, 0])) as Record<(typeof API_OPTIONS)[number], 0>),
};

/**
 * Refuses members of a configuration that do not exist, before its values are checked: a missing setting is often a misspelt one.
 *
 * @throws KeyringConfigurationError
 */
export function checkConfigurationMembers(configuration: unknown): void {
  checkMembers(configuration, CONFIGURATION, 'configuration');
  if (typeof configuration !== 'object' || configuration === null) return;
  const { apis, paths }: { readonly apis?: unknown; readonly paths?: unknown } = configuration;
  checkMembers(paths, derivePaths(), 'paths');
  if (Array.isArray(apis))
    for (const [index, api] of apis.entries()) checkMembers(api, API, `apis[${index}]`);
}
