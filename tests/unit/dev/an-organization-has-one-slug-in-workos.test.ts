import { expect, test } from 'vitest';
import { assignSlugs } from '../../../dev/workos/assign-slugs.ts';

const organization = (id: string, name: string, externalId: string | null = null, day = 1) => ({
  id,
  name,
  externalId,
  createdAt: `2026-01-${String(day).padStart(2, '0')}T00:00:00.000Z`,
});
const slugs = (list: Parameters<typeof assignSlugs>[0], pinned: Record<string, string> = {}) =>
  Object.fromEntries(assignSlugs(list, new Map(Object.entries(pinned))).map(({ id, slug }) => [id, slug]));

test.each([
  ['Acme', 'acme'],
  ['Acme, Inc.', 'acme-inc'],
  ['  Zoë & Söhne GmbH ', 'zoe-sohne-gmbh'],
  ['x'.repeat(200), 'x'.repeat(56)],
  [`${'x'.repeat(55)} y`, 'x'.repeat(55)],
  ['株式会社', 'org-01abcdef'],
  ['API', 'api-abcdef'],
])('the name %j becomes %j', (name, slug) => {
  expect(slugs([organization('org_01ABCDEF', name)])).toEqual({ org_01ABCDEF: slug });
});

test('an external id that is a slug comes before the name, even of an older organization', () => {
  const list = [organization('org_old', 'Acme', null, 1), organization('org_new000001', 'New', 'acme', 2)];
  expect(slugs(list)).toEqual({ org_old: 'acme-rg-old', org_new000001: 'acme' });
});

test('an external id that is not a slug does not count', () => {
  for (const externalId of ['ACME', 'a_b', 'sessions', '../x', 'x'.repeat(65)]) {
    expect(slugs([organization('org_1', 'Acme', externalId)])).toEqual({ org_1: 'acme' });
  }
});

test('of two equal names the older organization keeps the slug, in any order of the list', () => {
  const older = organization('org_AAAAAA', 'Acme', null, 1);
  const newer = organization('org_BBBBBB', 'ACME!', null, 2);
  for (const list of [
    [older, newer],
    [newer, older],
  ]) {
    expect(slugs(list)).toEqual({ org_AAAAAA: 'acme', org_BBBBBB: 'acme-bbbbbb' });
  }
});

test('a pinned slug wins, and no other organization can have it', () => {
  const list = [organization('org_a00000', 'Acme', 'acme', 1), organization('org_b00000', 'Blue', 'blue', 2)];
  expect(slugs(list, { org_b00000: 'acme' })).toEqual({ org_a00000: 'acme-a00000', org_b00000: 'acme' });
});

test('no two organizations ever share a slug', () => {
  const list = Array.from({ length: 50 }, (_, index) =>
    organization(`org_${index}_SAME00`, 'Same', 'same', 1),
  );
  const given = Object.values(slugs(list));
  expect(given).toHaveLength(50);
  expect(new Set(given).size).toBe(50);
});
