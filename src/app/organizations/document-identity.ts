import {
  keyringPaths,
  type OrganizationSlug,
  organizationColour,
  organizationIconVersion,
  organizationSlugOfPath,
} from '../../client/index.ts';

/** What a document says of itself to the browser and the system around it. */
export interface DocumentIdentity {
  /** `undefined`: nothing to install. */
  readonly manifest: string | undefined;
  /** The picture of the tab. */
  readonly icon: string;
  /** The picture on an iPhone's home screen, which reads no manifest for it. */
  readonly touchIcon: string;
  /** What iOS writes below that picture. */
  readonly title: string;
  /** The colour of the system's bars around the page, by the person's colour scheme. */
  readonly theme: { readonly light: string; readonly dark: string };
}

/** Where the build stands: Vite's `base`. */
const BASE = import.meta.env.BASE_URL;

/** The app as a whole, as index.html has it: for pages of no organization. */
export const APP_IDENTITY: DocumentIdentity = {
  manifest: `${BASE}app.webmanifest`,
  icon: `${BASE}favicon.svg`,
  touchIcon: `${BASE}icons/icon-180.png`,
  title: 'Keyring',
  theme: { light: '#f7f6f3', dark: '#17171a' },
};

/** Where an organization's manifest is. */
export const manifestOf = (slug: OrganizationSlug): string =>
  `${keyringPaths().manifests}${slug}.webmanifest`;

/** An organization as an app of its own; `server/manifest.ts` answers these paths. */
export function organizationIdentity(slug: OrganizationSlug, name: string): DocumentIdentity {
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
 * Links the manifest that belongs to a path. The document has to name it before it counts as loaded: whoever installs
 * an app by its address waits no longer than that.
 */
export function linkManifestOf(path: string): void {
  const slug = organizationSlugOfPath(path);
  const manifest = slug === undefined ? APP_IDENTITY.manifest : manifestOf(slug);
  if (manifest !== undefined) set('link', { rel: 'manifest' }, 'href', manifest);
}

/** Writes an identity into the document's head. What stands there already is not touched: a browser would read it anew. */
export function showIdentity({ manifest, icon, touchIcon, title, theme }: DocumentIdentity): void {
  if (manifest === undefined) document.head.querySelector('link[rel="manifest"]')?.remove();
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
