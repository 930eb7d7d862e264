import { encodeReturnPath } from '../protocol/return-path.ts';
import { isUsable } from '../protocol/session-status.ts';
import { askKeyring } from './ask-keyring.ts';
import { interruptedSignIn } from './interrupted-sign-in.ts';
import {
  keyringPaths,
  organizationSlugOfPath,
  pathOfOrganization,
  requireOrganizationSlug,
} from './paths.ts';
import type { SignInOptions } from './sign-in-options.ts';

/**
 * Repeats the sign-in that this tab left for, or goes to the organization if it has a session by now.
 *
 * @returns whether there was one. If so, the page leaves
 */
export async function repeatSignIn(
  signIn: (slug: string | null, options: SignInOptions) => Promise<unknown>,
): Promise<boolean> {
  const interrupted = interruptedSignIn();
  if (interrupted === undefined) return false;
  const { slug, returnTo, state } = interrupted;
  if (slug !== null && (await isSignedIn(slug))) location.replace(pathIn(slug, returnTo));
  else await signIn(slug, { returnTo, state, trigger: 'automatic' });
  return true;
}

async function isSignedIn(slug: string): Promise<boolean> {
  const { sessions } = await askKeyring('list-sessions', {});
  return sessions.some(({ organization, session }) => organization.slug === slug && isUsable(session));
}

/** Where a tab goes whose organization has a session already. Other script may have written any path to its storage. */
function pathIn(slug: string, returnTo: string): string {
  const { signInFinished } = keyringPaths();
  if (returnTo === signInFinished) return `${signInFinished}?organization=${slug}`;
  const path = encodeReturnPath(returnTo, location.origin);
  const isInside =
    path !== undefined && organizationSlugOfPath(new URL(path, location.origin).pathname) === slug;
  return isInside ? path : pathOfOrganization(requireOrganizationSlug(slug));
}
