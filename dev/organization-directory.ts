/** An organization as the example API names it. Source: WorkOS organization object; `slug` is the app's own. */
export interface DirectoryOrganization {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  /** What it asks for beyond AuthKit's own sign-in; left out where the directory cannot know. */
  readonly requires?: 'sso' | 'mfa';
}

/** A person as the example API names them; email and name are null where the back end does not know them. */
export interface DirectoryUser {
  readonly id: string;
  readonly email: string | null;
  readonly name: string | null;
}

/**
 * What the example API must know about organizations: the local AuthKit answers it from memory,
 * a WorkOS deployment from `ORGANIZATIONS` or from the WorkOS API.
 */
export interface OrganizationDirectory {
  organizationBySlug(slug: string): Promise<DirectoryOrganization | undefined>;
  organizationById(id: string): Promise<DirectoryOrganization | undefined>;
  /** Active memberships of a user. `undefined`: this back end cannot list them. */
  organizationsOf(userId: string): Promise<readonly DirectoryOrganization[] | undefined>;
  user(userId: string): Promise<DirectoryUser>;
}
