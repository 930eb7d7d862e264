/** What the tests know of an organization of the local AuthKit. */
export interface KnownOrganization {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  /** The beginning of a note that this organization has from the start, and no other. */
  readonly note: string;
}

export const ACME: KnownOrganization = {
  id: 'org_acme',
  slug: 'acme',
  name: 'Acme',
  note: 'Rocket skates: second supplier',
};
export const GLOBEX: KnownOrganization = {
  id: 'org_globex',
  slug: 'globex',
  name: 'Globex',
  note: 'Harbour crane inspection passed',
};
export const INITECH: KnownOrganization = {
  id: 'org_initech',
  slug: 'initech',
  name: 'Initech',
  note: 'Migration rehearsal took 41 minutes',
};
export const UMBRELLA: KnownOrganization = {
  id: 'org_umbrella',
  slug: 'umbrella',
  name: 'Umbrella',
  note: 'Cold room 2 is back',
};
export const ORG_05: KnownOrganization = {
  id: 'org_05',
  slug: 'org-05',
  name: 'Org 05',
  note: 'Kick-off agenda is ready',
};

/** The two seeded users. Ada is a member of almost every organization. */
export const ADA = { id: 'user_ada', email: 'ada@example.com' } as const;
export const GRACE = { id: 'user_grace', email: 'grace@example.com' } as const;

/** Five organizations of Ada that ask for nothing but a membership. */
export const FIVE_OF_ADA: readonly KnownOrganization[] = [
  ACME,
  GLOBEX,
  ORG_05,
  { id: 'org_06', slug: 'org-06', name: 'Org 06', note: '' },
  { id: 'org_07', slug: 'org-07', name: 'Org 07', note: '' },
];
