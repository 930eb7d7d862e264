import type { Organization, Role, User } from './options.ts';

export type { User } from './options.ts';

const ADA: User = {
  id: 'user_ada',
  email: 'ada@example.com',
  firstName: 'Ada',
  lastName: 'Lovelace',
  picture: 'https://example.com/ada.png',
  externalId: 'ada-1815',
  metadata: { department: 'Mathematics' },
  createdAt: Date.UTC(2025, 11, 10, 9),
};

const GRACE: User = {
  id: 'user_grace',
  email: 'grace@example.com',
  firstName: 'Grace',
  lastName: 'Hopper',
  createdAt: Date.UTC(2025, 11, 9, 9),
};

export const USERS: readonly User[] = [ADA, GRACE];

const adaAs = (role: Role) => ({ userId: ADA.id, role });
const graceAs = (role: Role) => ({ userId: GRACE.id, role });

/** Eight more organizations of one user, to test the app with many sessions. */
const manyMore: readonly Organization[] = ['05', '06', '07', '08', '09', '10', '11', '12'].map((number) => ({
  id: `org_${number}`,
  slug: `org-${number}`,
  name: `Org ${number}`,
  policy: 'none',
  members: [adaAs('member')],
}));

/** The initial organizations: one with two members, one plain, one with SSO, and one without Ada. */
export const ORGANIZATIONS: readonly Organization[] = [
  {
    id: 'org_acme',
    slug: 'acme',
    name: 'Acme',
    policy: 'none',
    members: [adaAs('admin'), graceAs('member')],
  },
  { id: 'org_globex', slug: 'globex', name: 'Globex', policy: 'none', members: [adaAs('member')] },
  { id: 'org_initech', slug: 'initech', name: 'Initech', policy: 'sso', members: [adaAs('member')] },
  { id: 'org_umbrella', slug: 'umbrella', name: 'Umbrella', policy: 'none', members: [graceAs('admin')] },
  ...manyMore,
];
