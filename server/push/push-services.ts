import { checkList } from '../../src/protocol/check-setting.ts';
import { KeyringConfigurationError } from '../../src/protocol/configuration-error.ts';

/**
 * The push services of Chrome, Firefox, Safari and Edge. A browser chooses its own, and the server sends to no other host:
 * a subscription comes from a page, so its endpoint could name any server, also one of the internal network.
 */
export const PUSH_SERVICES: readonly string[] = [
  'fcm.googleapis.com',
  'updates.push.services.mozilla.com',
  '*.push.apple.com',
  '*.notify.windows.com',
];

/** A host, with a port if it is not 443. `*.` at the start stands for one or more labels. */
const SERVICE = /^(?:\*\.[a-z0-9-]+\.)?[a-z0-9-]+(?:\.[a-z0-9-]+)*(?::\d{1,5})?$/;

const LIMIT = 64;

/** Checks the setting. @throws KeyringConfigurationError */
export function checkPushServices(services: readonly string[]): readonly string[] {
  return checkList(services, 'services', { check: checkService, limit: LIMIT });
}

function checkService(value: unknown, setting: string): string {
  if (typeof value === 'string' && SERVICE.test(value)) return value;
  throw new KeyringConfigurationError({
    setting,
    value,
    problem: 'it is not the host of a push service',
    remedy: 'Write a host such as "push.example.com", or "*.push.example.com" for all hosts below it.',
  });
}

/**
 * Whether an endpoint belongs to one of these push services: `https:`, without user information and fragment. It must be
 * in normal form, so that every URL parser reads the same host in it.
 */
export function isPushEndpoint(endpoint: string, services: readonly string[]): boolean {
  if (!URL.canParse(endpoint)) return false;
  const { href, protocol, host, username, password, hash } = new URL(endpoint);
  if (href !== endpoint || protocol !== 'https:' || username + password + hash !== '') return false;
  return services.some((service) =>
    service.startsWith('*.') ? host.endsWith(service.slice(1)) : host === service,
  );
}
