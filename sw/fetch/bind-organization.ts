import {
  type OrganizationSlug,
  organizationSlugOfPath,
  parseOrganizationSlug,
} from '../../src/protocol/organization-slug.ts';

/** What a request says about the organization it is for. */
export interface BindingEvidence {
  /** Value of `X-Org-Slug`; a header given twice arrives joined with a comma. */
  readonly header: string | null;
  /** `request.referrer`: the page's URL at the moment of the call, when it is of this origin. */
  readonly referrer: string;
  /** The organization that the client announced and the worker acknowledged; null: none. */
  readonly announced: OrganizationSlug | null;
  readonly origin: string;
}

/** Which organization a request is for, and by what it was told. */
export type Binding =
  | {
      readonly type: 'bound';
      readonly slug: OrganizationSlug;
      readonly by: 'header' | 'url' | 'announcement';
    }
  | { readonly type: 'unbound' };

/**
 * Binds a request to an organization: the header, else the page's URL, else what the page announced, first match
 * wins. What is there and cannot be read is refused and never falls through to weaker evidence (R10).
 */
export function bindOrganization({ header, referrer, announced, origin }: BindingEvidence): Binding {
  if (header !== null) return bound(parseOrganizationSlug(header), 'header');
  const path = pathOfReferrer(referrer, origin);
  // A bare origin may be a longer URL that the browser trimmed: for another origin, or for its length.
  if (path !== undefined && path !== '/') return bound(organizationSlugOfPath(path), 'url');
  return bound(announced ?? undefined, 'announcement');
}

function pathOfReferrer(referrer: string, origin: string): string | undefined {
  if (!URL.canParse(referrer)) return undefined;
  const url = new URL(referrer);
  return url.origin === origin && url.protocol.startsWith('http') ? url.pathname : undefined;
}

function bound(slug: OrganizationSlug | undefined, by: 'header' | 'url' | 'announcement'): Binding {
  return slug === undefined ? { type: 'unbound' } : { type: 'bound', slug, by };
}
