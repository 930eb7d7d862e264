import { Route, type Router } from 'workbox-routing';
import type { SessionOverview } from '../../src/keyring/session-overview.ts';
import type { LookupCredentials } from '../../src/protocol/configuration.ts';
import { organizationIconVersion } from '../../src/protocol/organization-appearance.ts';
import { parseRecord } from '../../src/protocol/parse.ts';
import {
  type KeyringPaths,
  type OrganizationKey,
  parseOrganizationKey,
  pathOfOrganization,
} from '../../src/protocol/paths.ts';
import { isUsable, type Organization } from '../../src/protocol/session-status.ts';
import { fetchText } from '../../src/providers/fetch-text.ts';

const EXTENSION = '.webmanifest';
const TIMEOUT = 10_000;
/** Largest manifest that is read, bytes. */
const LIMIT = 64 * 1024;
/** Systems show ten shortcuts at most. */
const SHORTCUTS = 10;

/** What the manifest route needs. */
export interface ManifestRouteParts {
  readonly overview: SessionOverview;
  readonly paths: KeyringPaths;
  readonly credentials: LookupCredentials;
}

/**
 * Adds to an organization's manifest what the server cannot know: shortcuts to the other organizations that are signed
 * in on this device. The route takes only the browser's own requests for a manifest. It caches none of them, because a
 * browser does not read the manifest to open an installed app.
 */
export function registerManifestRoute(router: Router, parts: ManifestRouteParts): void {
  router.registerRoute(
    new Route(
      ({ url, sameOrigin, request }) =>
        sameOrigin && request.destination === 'manifest' && keyOf(url, parts.paths) !== undefined,
      ({ url, request }) => respond(request, keyOf(url, parts.paths), parts),
    ),
  );
}

function keyOf({ pathname }: URL, paths: KeyringPaths): OrganizationKey | undefined {
  if (!pathname.startsWith(paths.manifests) || !pathname.endsWith(EXTENSION)) return undefined;
  return parseOrganizationKey(pathname.slice(paths.manifests.length, -EXTENSION.length), paths);
}

async function respond(
  { url }: Request,
  key: OrganizationKey | undefined,
  { overview, credentials, paths }: ManifestRouteParts,
): Promise<Response> {
  const request = new Request(url, { credentials, redirect: 'error' });
  const read = await fetchText(fetch, request, TIMEOUT, LIMIT);
  if (read.type !== 'response') return Response.error();
  if (read.status !== 200) return new Response(null, { status: read.status });
  try {
    const manifest = parseRecord(JSON.parse(read.body), 'manifest');
    const statuses = await overview.statuses();
    const others = statuses.filter(
      ({ organization, session }) => organization.slug !== key && isUsable(session),
    );
    const shortcuts = others
      .map(({ organization }) => organization)
      .sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }))
      .slice(0, SHORTCUTS)
      .map((organization) => shortcutTo(organization, paths));
    return manifestResponse(JSON.stringify({ ...manifest, shortcuts }));
  } catch {
    return manifestResponse(read.body);
  }
}

function shortcutTo(organization: Organization, paths: KeyringPaths) {
  const { slug, name } = organization;
  const src = `${paths.manifests}${slug}/icon-192.png?v=${organizationIconVersion(organization)}`;
  return {
    name,
    url: pathOfOrganization(slug, paths),
    icons: [{ src, sizes: '192x192', type: 'image/png' }],
  };
}

function manifestResponse(body: string): Response {
  return new Response(body, {
    headers: {
      'Content-Type': 'application/manifest+json',
      'Cache-Control': 'no-store',
      'X-Content-Type-Options': 'nosniff',
    },
  });
}
