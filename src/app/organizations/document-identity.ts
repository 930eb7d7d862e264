import {
  keyringPaths,
  type OrganizationKey,
  organizationColour,
  organizationIconVersion,
  organizationSlugOfPath,
} from '../../client/index.ts';
import { isKnownSlug } from './known-slugs.ts';

/** The metadata in a document's head by which the browser and the system identify the app. */
export interface DocumentIdentity {
  /** `undefined` if there is nothing to install. */
  readonly manifest: string | undefined;
  /** The icon of the tab. */
  readonly icon: string;
  /** The icon on the home screen of an iPhone. iOS does not read it from the manifest. */
  readonly touchIcon: string;
  /** The label below that icon. */
  readonly title: string;
  /** The colour of the system's bars around the page, for each colour scheme. */
  readonly theme: { readonly light: string; readonly dark: string };
}

/** The path of the build: Vite's `base`. */
const BASE = import.meta.env.BASE_URL;

/** The identity of the whole app, for pages of no organization. It matches index.html. */
export const APP_IDENTITY: DocumentIdentity = {
  manifest: `${BASE}app.webmanifest`,
  icon: `${BASE}favicon.svg`,
  touchIcon: `${BASE}icons/icon-180.png`,
  title: 'Keyring',
  theme: { light: '#f7f6f3', dark: '#17171a' },
};

/** The path of an organization's manifest. */
export const manifestOf = (slug: OrganizationKey): string => `${keyringPaths().manifests}${slug}.webmanifest`;

/** The identity of an organization's own app. `server/manifest.ts` serves these paths. */
export function organizationIdentity(slug: OrganizationKey, name: string): DocumentIdentity {
  const version = organizationIconVersion({ slug, name });
  const folder = keyringPaths().manifests + slug;
  return {
    manifest: manifestOf(slug),
    icon: `${folder}/icon.svg?v=${version}`,
    touchIcon: `${folder}/apple-touch-icon.png?v=${version}`,
    title: name,
    theme: { light: organizationColour(slug, 0.48, 0.13), dark: organizationColour(slug, 0.3, 0.06) },
  };
}

/**
 * Links the manifest for a path. The document must link it before it has loaded, because an installation by URL does
 * not wait longer. The manifest of an organization that is not known on this device is linked when the server has
 * confirmed that it exists: the browser reports each manifest that is missing.
 */
export function linkManifestOf(path: string): void {
  const slug = organizationSlugOfPath(path);
  if (slug !== undefined && !isKnownSlug(slug)) return;
  const manifest = slug === undefined ? APP_IDENTITY.manifest : manifestOf(slug);
  if (manifest !== undefined) set('link', { rel: 'manifest' }, 'href', manifest);
}

/** Removes the manifest, on a page of which nothing can be installed. */
export function unlinkManifest(): void {
  document.head.querySelector('link[rel="manifest"]')?.remove();
}

/**
 * Writes an identity into the document's head. Unchanged values are not written, because the browser would load them
 * again.
 */
export function showIdentity({ manifest, icon, touchIcon, title, theme }: DocumentIdentity): void {
  if (manifest === undefined) unlinkManifest();
  else set('link', { rel: 'manifest' }, 'href', manifest);
  set('link', { rel: 'icon' }, 'href', icon);
  set('link', { rel: 'apple-touch-icon' }, 'href', touchIcon);
  set('meta', { name: 'apple-mobile-web-app-title' }, 'content', title);
  for (const scheme of ['light', 'dark'] as const) {
    set(
      'meta',
      { name: 'theme-color', media: `(prefers-color-scheme: ${scheme})` },
      'content',
      theme[scheme],
    );
  }
}

function set(
  tag: 'link' | 'meta',
  marks: Readonly<Record<string, string>>,
  attribute: 'href' | 'content',
  value: string,
): void {
  const selector = Object.entries(marks).map(([name, mark]) => `[${name}="${mark}"]`);
  const known = document.head.querySelector(tag + selector.join(''));
  if (known?.getAttribute(attribute) === value) return;
  const element = known ?? document.createElement(tag);
  for (const [name, mark] of Object.entries(marks)) element.setAttribute(name, mark);
  element.setAttribute(attribute, value);
  if (known === null) document.head.append(element);
}
