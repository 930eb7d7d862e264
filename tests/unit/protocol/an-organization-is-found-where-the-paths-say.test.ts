import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseOrganizationSlug } from '../../../src/protocol/organization-slug.ts';
import { parsePaths } from '../../../src/protocol/parse-paths.ts';
import {
  type KeyringPathsOptions,
  organizationOfPath,
  parseOrganizationKey,
  pathOfOrganization,
} from '../../../src/protocol/paths.ts';

const UNDER_O = { organization: '/o/:organization/*' } as const;
const UNDER_APP = { scope: '/app/' } as const;
const IDS_UNDER_APP = {
  scope: '/app/',
  organization: '/app/o/:organization/*',
  organizationKey: 'id',
} as const;

describe('without settings', () => {
  test('the paths are those that org-keyring has always had', () => {
    expect(parsePaths()).toEqual({
      scope: '/',
      workerScript: '/sw.js',
      announcement: '/sw/announcement',
      manifests: '/manifest/',
      signInFinished: '/auth/finished',
      signInProgress: '/sessions/sign-in',
      signIn: '/auth/sign-in',
      signInFailed: '/auth/error',
      organization: '/:organization/*',
      organizationKey: 'slug',
      reserved: ['api', 'auth', 'assets', 'icons', 'sessions', 'sw', 'manifest', 'sw.js'],
    });
  });

  test('the organization of any path is its first segment, if that is a slug', () => {
    const segment = fc.oneof(
      fc.string({ unit: fc.constantFrom('a', '0', '-', '.', '%', 'A'), maxLength: 6 }),
      fc.constantFrom('acme', 'api', 'sw', 'sw.js', 'sessions', 'manifest', ''),
    );
    const paths = parsePaths();
    fc.assert(
      fc.property(fc.array(segment, { maxLength: 3 }), (segments) => {
        const path = `/${segments.join('/')}`;
        return organizationOfPath(path, paths) === parseOrganizationSlug(path.split('/')[1]);
      }),
    );
  });
});

describe('with a scope', () => {
  test('every default is in it', () => {
    expect(parsePaths(UNDER_APP)).toMatchObject({
      workerScript: '/app/sw.js',
      announcement: '/app/sw/announcement',
      manifests: '/app/manifest/',
      signInFinished: '/app/auth/finished',
      signInProgress: '/app/sessions/sign-in',
      signIn: '/app/auth/sign-in',
      signInFailed: '/app/auth/error',
      organization: '/app/:organization/*',
    });
  });
});

test.each([{}, UNDER_O, UNDER_APP, IDS_UNDER_APP, { reserved: ['pricing'] }] as const)(
  'reading the result of %o again changes nothing',
  (options) => {
    expect(parsePaths(parsePaths(options))).toEqual(parsePaths(options));
  },
);

describe('the organization of a path', () => {
  test.each<[KeyringPathsOptions, string, string | undefined]>([
    [UNDER_O, '/o/acme', 'acme'],
    [UNDER_O, '/o/acme/', 'acme'],
    [UNDER_O, '/o/acme/settings/o/globex', 'acme'],
    [UNDER_O, '/acme/', undefined],
    [UNDER_O, '/o', undefined],
    [UNDER_O, '/o/', undefined],
    [UNDER_O, '/o//acme/', undefined],
    [UNDER_O, '/O/acme/', undefined],
    [UNDER_O, '/%6f/acme/', undefined],
    [UNDER_O, '/o/%61cme/', undefined],
    [UNDER_O, '/ox/acme/', undefined],
    // No page of the app stands there.
    [UNDER_O, '/o/api/', 'api'],
    [UNDER_APP, '/app/acme/settings', 'acme'],
    [UNDER_APP, '/app/sessions', undefined],
    [UNDER_APP, '/app', undefined],
    [UNDER_APP, '/app/', undefined],
    [UNDER_APP, '/acme/', undefined],
    [UNDER_APP, '/application/acme/', undefined],
    [IDS_UNDER_APP, '/app/o/org_01EHZNVPK3SFK441A1RGBFSHRT/', 'org_01EHZNVPK3SFK441A1RGBFSHRT'],
    [IDS_UNDER_APP, '/app/o/org_05', 'org_05'],
    [IDS_UNDER_APP, '/app/o/acme/', undefined],
    [IDS_UNDER_APP, '/app/o/org_/', undefined],
    [IDS_UNDER_APP, '/app/o/ORG_05/', undefined],
    [IDS_UNDER_APP, '/app/o/org_a-b/', undefined],
    [IDS_UNDER_APP, `/app/o/org_${'a'.repeat(65)}/`, undefined],
    [{ reserved: ['pricing'] }, '/pricing', undefined],
    [{ reserved: ['pricing'] }, '/prices', 'prices'],
    [{ reserved: ['pricing'] }, '/api/', undefined],
    [{ signInFailed: '/login/failed' }, '/login/', undefined],
    [{ signInFailed: '/login/failed' }, '/auth/', undefined],
    [{ ...UNDER_O, signInFailed: '/o/failed' }, '/o/failed', undefined],
  ])('with %o, in %s: %s', (options, path, expected) => {
    expect(organizationOfPath(path, parsePaths(options))).toBe(expected);
  });
});

test.each<[KeyringPathsOptions, string, string]>([
  [{}, 'acme', '/acme/'],
  [UNDER_O, 'acme', '/o/acme/'],
  [UNDER_APP, 'acme', '/app/acme/'],
  [IDS_UNDER_APP, 'org_05', '/app/o/org_05/'],
])('with %o, the home of %s is %s', (options, text, expected) => {
  const paths = parsePaths(options);
  const key = parseOrganizationKey(text, paths);
  if (key === undefined) throw new Error(`${text} is no organization`);
  expect(pathOfOrganization(key, paths)).toBe(expected);
  expect(organizationOfPath(expected, paths)).toBe(key);
});

describe('paths are refused, with the setting named', () => {
  test.each<[object, string]>([
    [{ scope: 'app/' }, 'paths.scope'],
    [{ scope: '/app' }, 'paths.scope'],
    [{ scope: '//' }, 'paths.scope'],
    [{ scope: '/../' }, 'paths.scope'],
    [{ scope: '/./' }, 'paths.scope'],
    [{ scope: '/a%2fb/' }, 'paths.scope'],
    [{ scope: '/a b/' }, 'paths.scope'],
    [{ scope: '/app/?x/' }, 'paths.scope'],
    [{ scope: 7 }, 'paths.scope'],
    [{ workerScript: '/sw.js?v=1' }, 'paths.workerScript'],
    [{ workerScript: '/sw.js#f' }, 'paths.workerScript'],
    [{ workerScript: '/sw.js/' }, 'paths.workerScript'],
    [{ workerScript: 'sw.js' }, 'paths.workerScript'],
    [{ workerScript: 'https://cdn.example.com/sw.js' }, 'paths.workerScript'],
    [{ workerScript: '/x/../sw.js' }, 'paths.workerScript'],
    [{ workerScript: '/x\\sw.js' }, 'paths.workerScript'],
    [{ workerScript: '/ws.js\n' }, 'paths.workerScript'],
    [{ scope: '/app/', workerScript: '/sw.js' }, 'paths.workerScript'],
    [{ scope: '/app/', workerScript: '/application/sw.js' }, 'paths.workerScript'],
    [{ scope: '/app/', signInFailed: '/auth/error' }, 'paths.signInFailed'],
    [{ scope: '/app/', manifests: '/manifest/' }, 'paths.manifests'],
    [{ manifests: '/manifest' }, 'paths.manifests'],
    [{ announcement: '/sw.js' }, 'paths.announcement'],
    [{ signInProgress: '/auth/error' }, 'paths.signInFailed'],
    [{ organization: '/:organization' }, 'paths.organization'],
    [{ organization: '/:org/*' }, 'paths.organization'],
    [{ organization: '/:organization/*/x' }, 'paths.organization'],
    [{ organization: '/*/:organization/*' }, 'paths.organization'],
    [{ organization: ':organization/*' }, 'paths.organization'],
    [{ organization: '/x:organization/*' }, 'paths.organization'],
    [{ scope: '/app/', organization: '/o/:organization/*' }, 'paths.organization'],
    [{ organizationKey: 'name' }, 'paths.organizationKey'],
    [{ reserved: 'pricing' }, 'paths.reserved'],
    [{ reserved: ['pricing', '/login'] }, 'paths.reserved[1]'],
    [{ reserved: ['..'] }, 'paths.reserved[0]'],
  ])('%o', (options, setting) => {
    expect(() => parsePaths(options)).toThrow(expect.objectContaining({ setting }));
  });
});
