import { Hono } from 'hono';
import { etag } from 'hono/etag';
import { organizationColour, organizationIconVersion } from '../src/protocol/organization-appearance.ts';
import { type OrganizationSlug, parseOrganizationSlug } from '../src/protocol/organization-slug.ts';
import { drawIcon, ICON_FILES, type Picture } from './icon/draw-icon.ts';

/** What a manifest says of an organization; both are public wherever sign-in pages name organizations. */
export interface ManifestOrganization {
  readonly slug: string;
  readonly name: string;
}

/** Where manifests come from. */
export interface OrganizationManifestOptions {
  /** The organization of a slug; `undefined`: there is none. */
  readonly findOrganization: (slug: OrganizationSlug) => Promise<ManifestOrganization | undefined>;
}

/** The splash screen, before the app has drawn anything: `--ground` of the app's light mode. */
const BACKGROUND = '#f7f6f3';
/** Drawn icons that are kept. */
const KEPT = 256;

const HEADERS = { 'Cross-Origin-Resource-Policy': 'same-origin', 'X-Content-Type-Options': 'nosniff' };

const UNAVAILABLE = { ...HEADERS, 'Cache-Control': 'no-store', 'Retry-After': '5' };

/**
 * Makes every organization an app of its own: `/manifest/:slug.webmanifest`, and its icons beside it. All of them share
 * the scope `/`, so that a sign-in comes back into the app; what tells them apart is `id`.
 *
 * @example
 * app.route('/', createOrganizationManifest({ findOrganization: (slug) => directory.organizationBySlug(slug) }));
 */
export function createOrganizationManifest({ findOrganization }: OrganizationManifestOptions): Hono {
  const pictures = new Map<string, Promise<Picture>>();
  const draw = (organization: ManifestOrganization, file: string): Promise<Picture> | undefined => {
    const icon = ICON_FILES.get(file);
    if (icon === undefined) return undefined;
    const key = `${organization.slug}/${organizationIconVersion(organization)}/${file}`;
    const picture = pictures.get(key) ?? drawIcon(organization, icon);
    pictures.set(key, picture);
    for (const oldest of pictures.keys()) {
      if (pictures.size > KEPT) pictures.delete(oldest);
    }
    return picture;
  };

  const host = new Hono();
  host.use('/manifest/*', etag());
  host.get('/manifest/*', async (c) => {
    // The path as it was sent: Hono decodes, and a slug is never decoded.
    const { pathname, searchParams } = new URL(c.req.url);
    const { manifest, owner, file = '' } = PATH.exec(pathname)?.groups ?? {};
    const slug = parseOrganizationSlug(manifest ?? owner);
    if (slug === undefined) return c.notFound();
    const organization = await findOrganization(slug).catch(() => 'unavailable' as const);
    if (organization === 'unavailable') return c.text('Try again\n', 503, UNAVAILABLE);
    if (organization === undefined) return c.notFound();
    if (manifest !== undefined) {
      return c.body(JSON.stringify(manifestOf(organization)), 200, {
        ...HEADERS,
        'Content-Type': 'application/manifest+json',
        'Cache-Control': 'no-cache',
      });
    }
    const picture = await draw(organization, file);
    if (picture === undefined) return c.notFound();
    const isCurrent = searchParams.get('v') === organizationIconVersion(organization);
    return c.body(picture.bytes, 200, {
      ...HEADERS,
      'Content-Type': picture.type,
      'Cache-Control': isCurrent ? 'public, max-age=31536000, immutable' : 'no-cache',
    });
  });
  return host;
}

const PATH = /^\/manifest\/(?:(?<manifest>[^/]+)\.webmanifest|(?<owner>[^/]+)\/(?<file>[^/]+))$/;

/** An organization's manifest (W3C Web Application Manifest). Its name is data in JSON, whatever it holds. */
function manifestOf(organization: ManifestOrganization) {
  const { slug, name } = organization;
  const version = organizationIconVersion(organization);
  return {
    id: `/${slug}/`,
    name,
    short_name: name,
    start_url: `/${slug}/`,
    scope: '/',
    display: 'standalone',
    theme_color: organizationColour(slug, 0.48, 0.13),
    background_color: BACKGROUND,
    icons: [...ICON_FILES].map(([file, { shape, size }]) => ({
      // Browsers look for a new icon when its URL is new.
      src: `/manifest/${slug}/${file}?v=${version}`,
      sizes: size === 'any' ? 'any' : `${size}x${size}`,
      type: file.endsWith('.svg') ? 'image/svg+xml' : 'image/png',
      purpose: shape === 'tag' ? 'any' : 'maskable',
    })),
  };
}
