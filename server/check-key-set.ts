import { checkUrl } from '../src/protocol/check-setting.ts';
import { KeyringConfigurationError } from '../src/protocol/configuration-error.ts';
import type { CheckedConfiguration } from '../src/protocol/parse-configuration.ts';

/**
 * Checks the URL of AuthKit's key set. If it is the address at which the host serves the key set, each request would cause
 * another one, without an end.
 *
 * @throws KeyringConfigurationError
 */
export function checkKeySet(value: unknown, { jwksUri, redirectUri }: CheckedConfiguration): string {
  const { href, origin, pathname } = checkUrl(value, 'authKitJwksUri');
  const served = new URL(jwksUri);
  const isItself =
    origin === new URL(redirectUri).origin && origin === served.origin && pathname === served.pathname;
  if (!isItself) return href;
  throw new KeyringConfigurationError({
    setting: 'authKitJwksUri',
    value,
    problem: 'it is jwksUri, at which the app serves what it reads from AuthKit',
    remedy: 'Write the address of AuthKit, for example "https://api.workos.com/sso/jwks/client_…".',
  });
}
