import type { RoutePreloadFuncArgs } from '@solidjs/router';
import { isUsable, parseOrganizationSlug } from '../../client/index.ts';
import { useKeyring } from '../../solid/index.ts';
import { notesOf } from './notes.ts';

/**
 * Loads an organization's notes before the user opens it. The router calls this on hover, while the URL still names
 * another organization. Without a session the request fails silently: a hover never starts a sign-in.
 */
export function preloadNotes({ params }: RoutePreloadFuncArgs): void {
  const slug = parseOrganizationSlug(params.orgSlug);
  const status = useKeyring()
    .sessions()
    .find(({ organization }) => organization.slug === slug);
  if (slug !== undefined && status !== undefined && isUsable(status.session)) notesOf(slug).catch(() => {});
}
