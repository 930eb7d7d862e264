/** An organization in the example API. Source: WorkOS organization object; the app adds `slug`. */
export interface DirectoryOrganization {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  /** What it requires in addition to AuthKit's sign-in; absent if unknown. */
  readonly requires?: 'sso' | 'mfa';
}

/** A user in the example API. Email and name are null if unknown. */
export interface DirectoryUser {
  readonly id: string;
  readonly email: string | null;
  readonly name: string | null;
}

/** An organization to create. */
export interface NewOrganization {
  readonly name: string;
  /** Of no other organization. */
  readonly slug: string;
  /** The user who becomes its admin. */
  readonly adminId: string;
}

/** Another organization has got the slug meanwhile, for example through another process. */
export class SlugTakenError extends Error {
  override readonly name = 'SlugTakenError';
}

/**
 * The organizations and users of the example API. The local AuthKit reads them from memory, a WorkOS deployment from
 * `ORGANIZATIONS` or from the WorkOS API.
 */
export interface OrganizationDirectory {
  organizationBySlug(slug: string): Promise<DirectoryOrganization | undefined>;
  organizationById(id: string): Promise<DirectoryOrganization | undefined>;
  /** Active memberships of a user; `undefined` if this back end cannot list them. */
  organizationsOf(userId: string): Promise<readonly DirectoryOrganization[] | undefined>;
  user(userId: string): Promise<DirectoryUser>;
  /**
   * Creates an organization with one member, who is an admin. Absent if this back end cannot create organizations.
   *
   * @throws {SlugTakenError}
   */
  createOrganization?(organization: NewOrganization): Promise<DirectoryOrganization>;
  /** Ends a membership. Absent if this back end cannot change memberships. */
  leaveOrganization?(userId: string, organizationId: string): Promise<void>;
  /** Clears what it remembers, because another process has made a change. Absent if it remembers nothing. */
  clear?(): void;
}
