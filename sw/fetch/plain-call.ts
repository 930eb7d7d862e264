import type { BindingMode } from '../../src/protocol/configuration.ts';
import { KeyringError } from '../../src/protocol/errors.ts';
import type { RuntimeMistake } from '../../src/protocol/finding.ts';
import type { OrganizationKey } from '../../src/protocol/paths.ts';
import { quotedApi } from './quoted-api.ts';

const NAME_IT = "Write orgFetch(slug, '/api/…') or createOrgFetch(slug), or send the header X-Org-Slug.";

/** The error of a call that no evidence binds to an organization. It says what to write. */
export function unboundError(mode: BindingMode): KeyringError {
  const problem =
    mode === 'explicit'
      ? 'This request names no organization, and this app requires it of every API call (binding: "explicit").'
      : "This request names no organization, and it comes from no organization's page.";
  return new KeyringError('organization_unbound', `${problem} ${NAME_IT}`);
}

/** What {@link warnOfPlainCall} compares. */
export interface PlainCall {
  /** The organization of the page's URL, which bound the call. */
  readonly slug: OrganizationKey;
  /** The organization that the page announced last; null: that there is none; `undefined`: it announced nothing. */
  readonly announced: OrganizationKey | null | undefined;
  readonly url: string;
}

/**
 * Reports a call without an organization that a page sends while it changes to another one: the page
 * has announced the new organization, and its URL still names the old one. The response belongs to the old organization,
 * and a router may show it under the new URL.
 */
export function warnOfPlainCall(
  { slug, announced, url }: PlainCall,
  report: (mistake: RuntimeMistake) => void,
): void {
  if (announced === null || announced === undefined || announced === slug) return;
  const { origin, pathPrefix } = quotedApi(new URL(url));
  report({
    setting: 'binding',
    value: 'url',
    problem: `a page called ${origin}${pathPrefix} without an organization while it changed to another one, and received data of the old one`,
    remedy: `${NAME_IT} binding: "explicit" refuses such calls.`,
  });
}
