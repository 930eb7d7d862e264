import type { Organization, Role, User } from './options.ts';

export type MembershipStatus = 'active' | 'inactive';

/** What a member may do: the claims of their access tokens. */
export interface MemberRights {
  /** The slug of a role: `admin`, `member`, or one that was set later. */
  readonly role: string;
  readonly permissions: readonly string[];
}

interface Membership extends MemberRights {
  readonly status: MembershipStatus;
}

/** A membership with its user and organization. */
export interface MembershipEntry extends Membership {
  readonly userId: string;
  readonly organizationId: string;
}

const PERMISSIONS: Readonly<Record<Role, readonly string[]>> = {
  admin: ['members:manage', 'notes:read', 'notes:write'],
  member: ['notes:read', 'notes:write'],
};

/** The users, the organizations and the current memberships. */
export class Memberships {
  readonly #organizations = new Map<string, Organization>();
  /** organization id → user id → membership */
  readonly #memberships = new Map<string, Map<string, Membership>>();
  readonly #users: User[];

  constructor(organizations: readonly Organization[], users: readonly User[]) {
    this.#users = [...users];
    for (const organization of organizations) this.addOrganization(organization);
  }

  addOrganization(organization: Organization): void {
    this.#organizations.set(organization.id, organization);
    this.#memberships.set(
      organization.id,
      new Map(
        organization.members.map(({ userId, role }) => [userId, { ...rightsOf(role), status: 'active' }]),
      ),
    );
  }

  users(): readonly User[] {
    return this.#users;
  }

  /** Adds a user who signed up, or one of an earlier process. A known user stays as it is. */
  addUser(user: User): void {
    if (!this.#users.some(({ id, email }) => id === user.id || email === user.email)) this.#users.push(user);
  }

  organizations(): readonly Organization[] {
    return [...this.#organizations.values()];
  }

  entries(): readonly MembershipEntry[] {
    return [...this.#memberships].flatMap(([organizationId, members]) =>
      [...members].map(([userId, membership]) => ({ ...membership, userId, organizationId })),
    );
  }

  /** Adds a membership of an earlier process. */
  restore({ userId, organizationId, ...membership }: MembershipEntry): void {
    this.#memberships.get(organizationId)?.set(userId, membership);
  }

  organization(id: string): Organization | undefined {
    return this.#organizations.get(id);
  }

  organizationBySlug(slug: string): Organization | undefined {
    return [...this.#organizations.values()].find((organization) => organization.slug === slug);
  }

  /** Any other organization, for tokens that name the wrong one. */
  organizationOtherThan(id: string | undefined): Organization | undefined {
    return [...this.#organizations.values()].find((organization) => organization.id !== id);
  }

  /** @param idOrEmail - an id is compared exactly, an email case-insensitively */
  user(idOrEmail: string): User | undefined {
    const email = idOrEmail.trim().toLowerCase();
    return this.#users.find((user) => user.id === idOrEmail || user.email === email);
  }

  /** The rights of an active membership; `undefined` without one. */
  rights(userId: string, organizationId: string): MemberRights | undefined {
    const membership = this.#memberships.get(organizationId)?.get(userId);
    return membership?.status === 'active' ? membership : undefined;
  }

  /** The role of an active membership; `undefined` without one. */
  role(userId: string, organizationId: string): string | undefined {
    return this.rights(userId, organizationId)?.role;
  }

  organizationsOf(userId: string): readonly Organization[] {
    return [...this.#organizations.values()].filter(({ id }) => this.role(userId, id) !== undefined);
  }

  /** Sets the status of a membership. A new member gets the role `member`. */
  setStatus(userId: string, organizationId: string, status: MembershipStatus): void {
    const members = this.#memberships.get(organizationId);
    members?.set(userId, { ...(members.get(userId) ?? rightsOf('member')), status });
  }

  /** Ends a membership that its user no longer wants. */
  deleteMembership(userId: string, organizationId: string): void {
    this.#memberships.get(organizationId)?.delete(userId);
  }

  /**
   * Sets the role of an active member. The next access token has it.
   *
   * @param permissions default: those of the role
   * @returns whether there is such a member
   */
  setRole(
    userId: string,
    organizationId: string,
    { role, permissions }: { readonly role: string; readonly permissions: readonly string[] | undefined },
  ): boolean {
    const members = this.#memberships.get(organizationId);
    const membership = members?.get(userId);
    if (members === undefined || membership?.status !== 'active') return false;
    members.set(userId, { ...rightsOf(role), ...(permissions && { permissions }), status: 'active' });
    return true;
  }
}

function rightsOf(role: string): MemberRights {
  return { role, permissions: role === 'admin' ? PERMISSIONS.admin : PERMISSIONS.member };
}
