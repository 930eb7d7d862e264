import { checkText, checkUrl } from './check-setting.ts';
import { KeyringConfigurationError } from './configuration-error.ts';

/** Checks an endpoint to which the organization is appended. @throws KeyringConfigurationError */
export function checkOrganizationEndpoint(value: unknown): string {
  const setting = 'organizationEndpoint';
  const endpoint = checkEndpoint(value, setting);
  if (endpoint.endsWith('/') || endpoint.endsWith('=')) return endpoint;
  throw new KeyringConfigurationError({
    setting,
    value: endpoint,
    problem: 'the organization is appended to it, and would become part of its last word',
    remedy: `Write "${endpoint}/".`,
  });
}

/** Checks an endpoint: a path of the app's origin, or a URL. @throws KeyringConfigurationError */
export function checkEndpoint(value: unknown, setting: string): string {
  const remedy = 'Write a path of the app, for example "/api/me/organizations", or a URL.';
  const endpoint = checkText(value, setting, remedy);
  if (/^\/(?![\s/\\])/.test(endpoint)) return endpoint;
  if (/^https?:/.test(endpoint)) return checkUrl(endpoint, setting).href;
  throw new KeyringConfigurationError({
    setting,
    value: endpoint,
    problem: 'it is neither a path nor a URL',
    remedy,
  });
}
