import { KeyringConfigurationError } from '../src/protocol/configuration-error.ts';
import type { CheckedConfiguration } from '../src/protocol/parse-configuration.ts';

/**
 * Checks that the headers can name every other origin of a configuration.
 *
 * @throws KeyringConfigurationError
 */
export function checkNamedHosts(configuration: CheckedConfiguration): void {
  const { apis, authKitOrigin, jwksUri, organizationEndpoint, membershipsEndpoint } = configuration;
  const app = new URL(configuration.redirectUri).origin;
  const settings = { authKitOrigin, jwksUri, organizationEndpoint, membershipsEndpoint };
  for (const [index, { origin }] of apis.entries())
    if (origin !== app) checkNamedHost(origin, `apis[${index}].origin`);
  for (const [setting, address] of Object.entries(settings))
    if (new URL(address, app).origin !== app) checkNamedHost(address, setting);
}

/** Checks a source of a policy: browsers ignore an IPv6 address there (CSP Level 3, `host-source`). @throws KeyringConfigurationError */
export function checkNamedHost(address: string, setting: string): void {
  if (!new URL(address).hostname.startsWith('[')) return;
  throw new KeyringConfigurationError({
    setting,
    value: address,
    problem: 'no Content-Security-Policy can allow an IPv6 address',
    remedy: 'Write a host name, for example "localhost".',
  });
}
