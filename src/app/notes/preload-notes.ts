import type { RoutePreloadFuncArgs } from '@solidjs/router';
import { isUsable, type OrganizationKey, parseOrganizationSlug } from '../../client/index.ts';
import { useKeyring } from '../../solid/index.ts';
import { notesOf } from './notes.ts';

/**
 * Loads an organization's notes before the user opens it. The router calls this on hover, while the URL still names
 * another organization. Failures are ignored: a hover never starts a sign-in.
 */
export function preloadNotes({ params, intent }: RoutePreloadFuncArgs): void {
  const slug = parseOrganizationSlug(params.orgSlug);
  if (slug === undefined) return;
  const context = useKeyring();
  const status = context.sessions().find(({ organization }) => organization.slug === slug);
  if (status !== undefined && isUsable(status.session)) notesOf(slug).catch(() => {});
  else if (status === undefined && intent === 'preload') openFirst(context, slug).catch(() => {});
}

/**
 * Without a session the worker tries the credential of another organization (`credentials: 'shared'`), within AuthKit's rate
 * limit. It sends nothing for an organization that needs single sign-on, or with `separate`.
 */
async function openFirst(
  { keyring, sessions }: ReturnType<typeof useKeyring>,
  slug: OrganizationKey,
): Promise<void> {
  if (!sessions().some(({ session }) => isUsable(session))) return;
  const { session } = await keyring.signInSilently(slug);
  if (isUsable(session)) await notesOf(slug);
}
