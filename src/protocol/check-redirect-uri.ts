import { checkUrl } from './check-setting.ts';
import { KeyringConfigurationError } from './configuration-error.ts';
import { type KeyringPaths, organizationOfPath } from './paths.ts';

/** Where the callback has to be. */
interface CallbackPlace {
  readonly paths: KeyringPaths;
  readonly appOrigin: string | undefined;
}

/**
 * Checks the URL of the callback: AuthKit compares it exactly, the worker must see it, and no other page may have its path.
 *
 * @throws KeyringConfigurationError
 */
export function checkRedirectUri(value: unknown, { paths, appOrigin }: CallbackPlace): string {
  const setting = 'redirectUri';
  const { href, origin, pathname, search, hash } = checkUrl(value, setting);
  const refuse = (problem: string, remedy: string): never => {
    throw new KeyringConfigurationError({ setting, value, problem, remedy });
  };
  if (appOrigin !== undefined && origin !== appOrigin)
    refuse(
      `the app is served from ${appOrigin}, and its worker sees no other origin`,
      `Write "${appOrigin}${pathname}", and register it with WorkOS.`,
    );
  if (search !== '' || hash !== '' || /[?#]$/.test(href))
    refuse('a redirect URI has no query and no fragment', `Write "${origin}${pathname}".`);
  if (href !== value)
    refuse('a browser writes it in another way, and redirect URIs are compared exactly', `Write "${href}".`);
  const { scope, workerScript, announcement, signInFinished, signInProgress, signInFailed } = paths;
  if (!pathname.startsWith(scope) || pathname === scope)
    refuse(`its path is not below the worker's scope "${scope}"`, `Write "${origin}${scope}auth/callback".`);
  if ([workerScript, announcement, signInFinished, signInProgress, signInFailed].includes(pathname))
    refuse('one of the paths has the same path', 'Give the callback a path of its own.');
  const organization = organizationOfPath(pathname, paths);
  if (organization !== undefined)
    refuse(
      `its path is that of an organization "${organization}"`,
      `Add "${organization}" to paths.reserved, or move the callback.`,
    );
  return href;
}
