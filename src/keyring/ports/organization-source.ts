/** The app's back end. Only it knows slugs and memberships: a public client cannot read them from the provider. */
export interface OrganizationSource {
  /** `{id, slug, name}` unparsed; `null`: there is none; throws when unreachable. */
  fetchBySlug(slug: string): Promise<unknown>;
  /** A list of `{id, slug, name}`, unparsed; throws when unreachable. */
  fetchMemberships(accessToken: string): Promise<unknown>;
}
