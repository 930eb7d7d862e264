import { organizationColour, organizationIconVersion } from '../src/protocol/organization-appearance.ts';
import {
  type KeyringPaths,
  type OrganizationKey,
  parseOrganizationKey,
  pathOfOrganization,
} from '../src/protocol/paths.ts';
import { checkFunction } from './check-function.ts';
import { checkMembers } from './check-members.ts';
import { withEtag } from './etag.ts';
import type { HostModule } from './host-options.ts';
import { drawIcon, ICON_FILES, type Picture } from './icon/draw-icon.ts';

/** The data of an organization in its manifest. Both values are public. */
export interface ManifestOrganization {
  readonly slug: string;
  readonly name: string;
}

/** The options of manifests. */
export interface OrganizationManifestOptions {
  /** The organization that a URL names, by its slug or by its id (`paths.organizationKey`). `undefined`: there is none. */
  readonly findOrganization: (key: OrganizationKey) => Promise<ManifestOrganization | undefined>;
}

/** The colour of the splash screen: `--ground` of the app's light mode. */
const BACKGROUND = '#f7f6f3';
/** Maximum number of cached icons. */
const KEPT = 256;
/** Path of a manifest or an icon below the manifests' folder. */
const FILE = /^(?:(?<manifest>[^/]+)\.webmanifest|(?<owner>[^/]+)\/(?<file>[^/]+))$/;

const HEADERS = { 'Cross-Origin-Resource-Policy': 'same-origin', 'X-Content-Type-Options': 'nosniff' };

/**
 * Makes every organization installable as an app with `/manifest/:organization.webmanifest` and its icons. All apps
 * share the worker's scope, so that a sign-in returns to the app. `id` distinguishes them.
 *
 * @throws KeyringConfigurationError if `findOrganization` is no function
 * @example
 * const manifests = organizationManifests({ findOrganization: (slug) => directory.organizationBySlug(slug) });
 * const host = createKeyringHost({ ...options, manifests });
 */
export function organizationManifests(options: OrganizationManifestOptions): HostModule {
  checkMembers(options, { findOrganization: 0 });
  const { findOrganization } = options;
  checkFunction(findOrganization, 'findOrganization');
  // Finished pictures only: a request in a Cloudflare Worker must not wait for the work of another request.
  const pictures = new Map<string, Picture>();
  const draw = async (organization: ManifestOrganization, file: string): Promise<Picture | undefined> => {
    const icon = ICON_FILES.get(file);
    if (icon === undefined) return undefined;
    const key = `${organization.slug}/${organizationIconVersion(organization)}/${file}`;
    const picture = pictures.get(key) ?? (await drawIcon(organization, icon));
    pictures.set(key, picture);
    for (const oldest of pictures.keys()) {
      if (pictures.size > KEPT) pictures.delete(oldest);
    }
    return picture;
  };

  return async (request, paths) => {
    const { pathname, searchParams } = new URL(request.url);
    if (!pathname.startsWith(paths.manifests)) return undefined;
    // Uses the raw path, because the organization's segment is never decoded.
    const { manifest, owner, file = '' } = FILE.exec(pathname.slice(paths.manifests.length))?.groups ?? {};
    const key = parseOrganizationKey(manifest ?? owner, paths);
    if (key === undefined) return missing();
    // JavaScript passes a function that is not async, and the null of a database.
    const find = async (): Promise<ManifestOrganization | null | undefined> => findOrganization(key);
    const found = await find().catch(() => 'unavailable' as const);
    if (found === 'unavailable') return unavailable();
    if (!found) return missing();
    // Pages and the worker know the organization by its name in URLs: its colour and its icons follow from that.
    const organization = { name: found.name, slug: key };
    if (manifest !== undefined) {
      const body = new TextEncoder().encode(JSON.stringify(manifestOf(key, organization, paths)));
      const headers = { 'Content-Type': 'application/manifest+json', 'Cache-Control': 'no-cache' };
      return withEtag(request, body, { ...HEADERS, ...headers });
    }
    const picture = await draw(organization, file);
    if (picture === undefined) return missing();
    const isCurrent = searchParams.get('v') === organizationIconVersion(organization);
    return withEtag(request, picture.bytes, {
      ...HEADERS,
      'Content-Type': picture.type,
      'Cache-Control': isCurrent ? 'public, max-age=31536000, immutable' : 'no-cache',
    });
  };
}

function missing(): Response {
  // Caches store a 404 without a lifetime for minutes, and the organization may be created meanwhile.
  return new Response('Not found\n', { status: 404, headers: { 'Cache-Control': 'no-store' } });
}

function unavailable(): Response {
  const headers = { ...HEADERS, 'Cache-Control': 'no-store', 'Retry-After': '5' };
  return new Response('Try again\n', { status: 503, headers });
}

/** An organization's manifest (W3C Web Application Manifest). JSON encoding makes any name safe. */
function manifestOf(key: OrganizationKey, organization: ManifestOrganization, paths: KeyringPaths) {
  const { slug, name } = organization;
  const version = organizationIconVersion(organization);
  const home = pathOfOrganization(key, paths);
  return {
    id: home,
    name,
    short_name: name,
    start_url: home,
    scope: paths.scope,
    display: 'standalone',
    theme_color: organizationColour(slug, 0.48, 0.13),
    background_color: BACKGROUND,
    icons: [...ICON_FILES].map(([file, { shape, size }]) => ({
      // A new URL makes browsers load a changed icon.
      src: `${paths.manifests}${key}/${file}?v=${version}`,
      sizes: size === 'any' ? 'any' : `${size}x${size}`,
      type: file.endsWith('.svg') ? 'image/svg+xml' : 'image/png',
      purpose: shape === 'tag' ? 'any' : 'maskable',
    })),
  };
}
