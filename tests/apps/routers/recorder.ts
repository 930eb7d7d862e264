import { connectKeyring, OrganizationChange, orgFetch } from '../../../src/client/index.ts';

/** What the screen showed at one moment, each by its organization. */
export interface Screen {
  readonly url: string;
  readonly heading: string;
  /** The organization of the loader's data. */
  readonly data: string;
}

/** What the test reads of a router's app, as `window.routerApp`. */
export interface RouterApp {
  /** Every screen that was rendered. */
  readonly screens: Screen[];
  /** The organization of each load, with that of the URL at that moment. */
  readonly loads: { readonly url: string; readonly loaded: string }[];
  /** The organizations of plain calls after each screen, with that of the URL at the call. */
  readonly plain: { readonly url: string; readonly named: string }[];
  /** `navigate()` of the router. */
  navigate: (to: string, options: { readonly replace: boolean }) => void;
  /** Whether the router asks before it leaves. */
  isBlocking: boolean;
  /** How often the router asked. It stays. */
  asked: number;
}

declare global {
  interface Window {
    routerApp: RouterApp;
  }
}

export const app: RouterApp = {
  screens: [],
  loads: [],
  plain: [],
  navigate: () => {},
  isBlocking: false,
  asked: 0,
};

export const slugOfUrl = (): string => location.pathname.split('/')[1] ?? '';

/** Connects, as docs/page.md says. @returns what the page announces organizations with */
export async function connect(): Promise<OrganizationChange> {
  window.routerApp = app;
  await connectKeyring();
  const organizationChange = new OrganizationChange();
  await organizationChange.start();
  return organizationChange;
}

/** The loader of a screen: it names its organization, because it also runs for preloads. */
export async function load(slug: string): Promise<string> {
  app.loads.push({ url: slugOfUrl(), loaded: slug });
  const response = await orgFetch(slug, '/api/me');
  const { organization }: { organization?: { slug: string } } = await response.json();
  return organization?.slug ?? `${response.status}`;
}

/** Called after each rendering. */
export function record(heading: string, data: string): void {
  const url = slugOfUrl();
  app.screens.push({ url, heading, data });
  void fetch('/api/me')
    .then((response) => response.json())
    .then(({ organization }: { organization?: { slug: string } }) =>
      app.plain.push({ url, named: organization?.slug ?? 'none' }),
    );
}
