/** The app's own back end, which alone knows slugs and memberships: a public client cannot ask the provider for them. */
export interface OrganizationSource {
  /** `{id, slug, name}` unparsed; `null`: there is none; throws when unreachable. */
  fetchBySlug(slug: string): Promise<unknown>;
  /** A list of `{id, slug, name}`, unparsed; throws when unreachable. */
  fetchMemberships(accessToken: string): Promise<unknown>;
}
