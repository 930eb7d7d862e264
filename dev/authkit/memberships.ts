import type { Organization, Role } from './options.ts';
import { USERS, type User } from './people.ts';

export type MembershipStatus = 'active' | 'inactive';

interface Membership {
  readonly role: Role;
  readonly status: MembershipStatus;
}

/** The users, the organizations and the current memberships. */
export class Memberships {
  readonly #organizations: ReadonlyMap<string, Organization>;
  /** organization id → user id → membership */
  readonly #memberships: ReadonlyMap<string, Map<string, Membership>>;

  constructor(organizations: readonly Organization[]) {
    this.#organizations = new Map(organizations.map((organization) => [organization.id, organization]));
    this.#memberships = new Map(
      organizations.map(({ id, members }) => [
        id,
        new Map(members.map(({ userId, role }) => [userId, { role, status: 'active' }])),
      ]),
    );
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
    return USERS.find((user) => user.id === idOrEmail || user.email === email);
  }

  /** The role of an active membership; `undefined` without one. */
  role(userId: string, organizationId: string): Role | undefined {
    const membership = this.#memberships.get(organizationId)?.get(userId);
    return membership?.status === 'active' ? membership.role : undefined;
  }

  organizationsOf(userId: string): readonly Organization[] {
    return [...this.#organizations.values()].filter(({ id }) => this.role(userId, id) !== undefined);
  }

  /** Sets the status of a membership. A new member gets the role `member`. */
  setStatus(userId: string, organizationId: string, status: MembershipStatus): void {
    const members = this.#memberships.get(organizationId);
    members?.set(userId, { role: members.get(userId)?.role ?? 'member', status });
  }
}
