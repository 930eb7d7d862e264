import type { KeyringPathsOptions } from './paths.ts';

export const VAULT_MODES = ['sealed', 'device', 'memory'] as const;
/**
 * How sessions are kept: sealed with a key that only the worker script holds, sealed with a key that every script of
 * the origin can use, or only in the worker's memory.
 */
export type VaultMode = (typeof VAULT_MODES)[number];

export const LOOKUP_CREDENTIALS = ['omit', 'same-origin'] as const;
/**
 * Whether the worker's own requests to this origin carry cookies: the look-ups of slugs and memberships, the key set and
 * the manifests. `same-origin` is for an app that an access proxy guards with a cookie.
 */
export type LookupCredentials = (typeof LOOKUP_CREDENTIALS)[number];

export const CREDENTIAL_SHARING = ['shared', 'separate'] as const;
/**
 * Whether organizations share a credential. `shared`: one sign-in opens every organization that its user may enter, without
 * another redirect. `separate`: each organization has its own sign-in and refresh token.
 */
export type CredentialSharing = (typeof CREDENTIAL_SHARING)[number];

export const BINDING_MODES = ['url', 'explicit'] as const;
/**
 * What names the organization of an API call. `url`: the call itself, or else the page's URL. `explicit`: the call itself
 * alone.
 */
export type BindingMode = (typeof BINDING_MODES)[number];

export const UNCONNECTED_PAGES = ['refuse', 'pass'] as const;
/** What happens to API calls of pages that never connected to the keyring. */
export type UnconnectedPages = (typeof UNCONNECTED_PAGES)[number];

/** One API that gets access tokens: an exact origin and a prefix of whole path segments. */
export interface ApiRule {
  /** `https:`, or `http:` on loopback; compared exactly with `URL.origin`. */
  readonly origin: string;
  /** Starts with `/`; `/api` matches `/api` and `/api/me`, never `/apix`. */
  readonly pathPrefix: string;
  /**
   * `<img>`, `<audio>`, `<video>` and `<track>` get its tokens too. Their URLs must name the organization: a document loads a
   * picture of a URL once, and shows it in every organization. Default: only script (R6).
   */
  readonly media?: boolean | undefined;
  /**
   * GET and HEAD follow its redirects. A browser takes the token off on the way to another origin, and leaves it on the
   * way to any path of this one. Default: a redirect is an error (R8).
   */
  readonly followRedirects?: boolean | undefined;
  /** Its responses have `Vary: Authorization`, so an HTTP cache can tell organizations apart. Default: no cache (R8). */
  readonly cache?: boolean | undefined;
  /** Cookies go with the token, where the page asks for them. Default: none do (R8). */
  readonly cookies?: boolean | undefined;
}

/**
 * What the server tells the worker, in the worker script itself: no message and no page can change it.
 * Everything here is public.
 */
export interface KeyringConfiguration {
  readonly clientId: string;
  /** AuthKit's API origin, e.g. `https://api.workos.com`. */
  readonly authKitOrigin: string;
  /** The `iss` values that an access token may have (WorkOS has three shapes; a custom domain adds one). */
  readonly issuers: readonly string[];
  /** Where the JSON Web Key Set is read. */
  readonly jwksUri: string;
  /** The one redirect URI (RFC 9700 §4.1). */
  readonly redirectUri: string;
  readonly apis: readonly ApiRule[];
  /**
   * `GET {organizationEndpoint}{slug}` responds with `{id, slug, name}` or 404, without a token. With
   * `paths.organizationKey: 'id'` the id is appended, and `{id, name}` is enough.
   */
  readonly organizationEndpoint: string;
  /** `GET` with a token responds with the user's organizations: `[{id, slug, name}]`, or `[{id, name}]` with ids. */
  readonly membershipsEndpoint: string;
  /** What the host asks for; `sealed` is offered to browsers in which it holds, and the others get `device`. */
  readonly vault: VaultMode;
  /** Absolute lifetime of a session on this device, s; null: only AuthKit's own limit. */
  readonly sessionMaxAge: number | null;
  /** Longest time without a refresh, s; null: only AuthKit's own limit. */
  readonly sessionInactivity: number | null;
  /** Default: `shared`. */
  readonly credentials?: CredentialSharing | undefined;
  /** Default: `omit`. */
  readonly lookupCredentials?: LookupCredentials | undefined;
  /**
   * `explicit`: the worker refuses an API call that does not name its organization, by `orgFetch`, `createOrgFetch` or the
   * header `X-Org-Slug`. Elements such as `<img>` cannot name one, so an API with `media` refuses them too. Set it if
   * a router loads data of another organization before the URL changes. Default: `url`.
   */
  readonly binding?: BindingMode | undefined;
  /**
   * For the day of the deployment: `pass` leaves API calls of pages that never connected unchanged, with the
   * `Authorization` that they carry. Such pages were opened before the deployment, and the new worker controls them.
   * Calls that name an organization are handled as usual. Default: `refuse`.
   */
  readonly unconnectedPages?: UnconnectedPages | undefined;
  /** Where the keyring's own paths and the organization stand in URLs. Default: see {@link KeyringPathsOptions}. */
  readonly paths?: KeyringPathsOptions | undefined;
}
