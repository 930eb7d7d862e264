import type { BindingMode } from '../../src/protocol/configuration.ts';
import {
  isOutsideOrganizations,
  type KeyringPaths,
  NO_ORGANIZATION,
  type OrganizationKey,
  organizationOfPath,
  parseOrganizationKey,
} from '../../src/protocol/paths.ts';
import { WITHOUT_ORGANIZATION } from '../../src/protocol/without-organization.ts';

/** What says for which organization a request is. */
export interface BindingEvidence {
  /** Value of `X-Org-Slug`; a header given twice arrives joined with a comma. */
  readonly header: string | null;
  /** `request.referrer`: the page's URL at the moment of the call, when it is of this origin. */
  readonly referrer: string;
  /**
   * What the client announced and the worker acknowledged. null: that its URL names no organization. `undefined`: nothing,
   * as a page that has not connected, or a worker of a page.
   */
  readonly announced: OrganizationKey | null | undefined;
  readonly origin: string;
  readonly paths: KeyringPaths;
  /** `explicit`: only the header counts. Default: `url`. */
  readonly mode?: BindingMode;
}

/** The organization of a request, and the evidence for it. */
export type Binding =
  | {
      readonly type: 'bound';
      readonly slug: OrganizationKey;
      readonly by: 'header' | 'url' | 'announcement';
    }
  /** The session without an organization, if there is one. `url` and `announcement` agree on it. */
  | { readonly type: 'bound-to-none'; readonly by: 'header' | 'announcement' }
  | { readonly type: 'unbound' };

/**
 * Binds a request to an organization: by the header, else by the page's URL, else by the page's announcement. Evidence
 * that names no organization refuses the request; the weaker evidence after it does not count then (R10). In the mode
 * `explicit` only the header counts.
 *
 * A request is bound to the session without an organization if its header says so, or if its page has announced that
 * its URL names no organization and the URL does not contradict it. So no page of an organization is.
 */
export function bindOrganization(evidence: BindingEvidence): Binding {
  const { header, referrer, announced, origin, paths, mode = 'url' } = evidence;
  if (header === WITHOUT_ORGANIZATION) return { type: 'bound-to-none', by: 'header' };
  if (header !== null) return bound(parseOrganizationKey(header, paths), 'header');
  if (mode === 'explicit') return { type: 'unbound' };
  const path = pathOfReferrer(referrer, origin);
  const isTrimmed = isTrimmedPath(path);
  const isOutside = isTrimmed ? paths.organization !== NO_ORGANIZATION : isOutsideOrganizations(path, paths);
  if (announced === null && isOutside) return { type: 'bound-to-none', by: 'announcement' };
  if (!isTrimmed) return bound(organizationOfPath(path, paths), 'url');
  return bound(announced ?? undefined, 'announcement');
}

/** Whether a request's referrer says the whole URL of its page, if that is a page of an organization. */
export function saysUrl(referrer: string, origin: string): boolean {
  return !isTrimmedPath(pathOfReferrer(referrer, origin));
}

/** A bare origin may be a longer URL that the browser trimmed: for another origin, or for its length. */
function isTrimmedPath(path: string | undefined): path is '/' | undefined {
  return path === undefined || path === '/';
}

function pathOfReferrer(referrer: string, origin: string): string | undefined {
  if (!URL.canParse(referrer)) return undefined;
  const url = new URL(referrer);
  return url.origin === origin && url.protocol.startsWith('http') ? url.pathname : undefined;
}

function bound(slug: OrganizationKey | undefined, by: 'header' | 'url' | 'announcement'): Binding {
  return slug === undefined ? { type: 'unbound' } : { type: 'bound', slug, by };
}
