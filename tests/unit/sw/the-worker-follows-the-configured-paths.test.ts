import { afterEach, describe, expect, test, vi } from 'vitest';
import { parseReturnTo } from '../../../src/keyring/sign-in/return-to.ts';
import { parsePaths } from '../../../src/protocol/parse-paths.ts';
import { parseOrganization } from '../../../src/protocol/parse-status.ts';
import { parseOrganizationKey } from '../../../src/protocol/paths.ts';
import { bindOrganization } from '../../../sw/fetch/bind-organization.ts';
import { createOrganizationSource } from '../../../sw/organization-source.ts';

const origin = 'https://app.test';
const DEFAULT = parsePaths();
const UNDER_APP = parsePaths({
  scope: '/app/',
  organization: '/app/o/:organization/*',
  organizationKey: 'id',
});

afterEach(() => vi.unstubAllGlobals());

/** Imports the check in a worker with this script URL and this scope. */
async function isKeyringWorkerAt(script: string, scope: string, paths = UNDER_APP): Promise<boolean> {
  vi.resetModules();
  vi.stubGlobal('location', new URL(origin + script));
  vi.stubGlobal('registration', { scope: origin + scope });
  const { isKeyringWorker } = await import('../../../sw/is-keyring-worker.ts');
  return isKeyringWorker(paths);
}

describe('the worker runs under one script URL and one scope', () => {
  test.each([
    ['/sw.js', '/', DEFAULT],
    ['/app/sw.js', '/app/', UNDER_APP],
  ])('%s with %s', async (script, scope, paths) => {
    expect(await isKeyringWorkerAt(script, scope, paths)).toBe(true);
  });

  test.each([
    ['/sw.js', '/'],
    ['/sw.js', '/app/'],
    ['/app/sw.js', '/'],
    ['/app/sw.js', '/app/o/'],
    ['/app/sw.js#x', '/app/'],
    ['/app/sw.js?', '/app/'],
    ['/app/other.js', '/app/'],
  ])('%s with %s does nothing where /app/ is configured', async (script, scope) => {
    expect(await isKeyringWorkerAt(script, scope)).toBe(false);
  });

  test('the worker does not run without a registration', async () => {
    vi.resetModules();
    vi.stubGlobal('location', new URL(`${origin}/app/sw.js`));
    const { isKeyringWorker } = await import('../../../sw/is-keyring-worker.ts');
    expect(isKeyringWorker(UNDER_APP)).toBe(false);
  });
});

describe('R10: under /app/ with ids, a request', () => {
  const globex = parseOrganizationKey('org_globex', UNDER_APP) ?? null;
  test.each([
    ['org_initech', `${origin}/app/o/org_acme/`, 'org_initech'],
    [null, `${origin}/app/o/org_acme/settings`, 'org_acme'],
    [null, `${origin}/`, 'org_globex'],
    [null, '', 'org_globex'],
    ['acme', `${origin}/app/o/org_acme/`, undefined],
    [null, `${origin}/app/o/acme/`, undefined],
    [null, `${origin}/app/org_acme/`, undefined],
    [null, `${origin}/o/org_acme/`, undefined],
    [null, `${origin}/app/sessions`, undefined],
  ])('with header %s of %s is for %s', (header, referrer, expected) => {
    const binding = bindOrganization({ header, referrer, announced: globex, origin, paths: UNDER_APP });
    expect(binding.type === 'bound' ? binding.slug : undefined).toBe(expected);
  });
});

test.each([
  ['/app/o/org_acme/settings?x=1', '/app/o/org_acme/settings?x=1'],
  ['/app/o/org_globex/', '/app/o/org_acme/'],
  ['/acme/', '/app/o/org_acme/'],
  ['//evil.test/app/o/org_acme/', '/app/o/org_acme/'],
  ['/app/sessions/sign-in?x=1', '/app/sessions/sign-in'],
  ['/app/auth/finished', '/app/auth/finished?organization=org_acme'],
])('R20: under /app/ with ids, a return to %s leads to %s', (asked, expected) => {
  const key = parseOrganizationKey('org_acme', UNDER_APP) ?? null;
  expect(parseReturnTo(asked, { origin, paths: UNDER_APP, key })).toBe(expected);
});

describe('the back end', () => {
  const respond = (body: unknown) => {
    const requested: string[] = [];
    vi.stubGlobal('location', { origin });
    vi.stubGlobal('fetch', async (request: Request) => {
      requested.push(new URL(request.url).pathname);
      return Response.json(body);
    });
    return requested;
  };
  const source = (paths = UNDER_APP) =>
    createOrganizationSource({
      organizationEndpoint: '/api/orgs/',
      membershipsEndpoint: '/api/me/organizations',
      lookupCredentials: 'omit',
      paths,
    });

  test('is asked by id, without a slug', async () => {
    const requested = respond({ id: 'org_acme', name: 'Acme' });
    expect(parseOrganization(await source().fetchBySlug('org_acme'))).toEqual({
      id: 'org_acme',
      slug: 'org_acme',
      name: 'Acme',
    });
    expect(requested).toEqual(['/api/orgs/org_acme']);
  });

  test('may list an organization with a reserved slug: only that one is left out', async () => {
    const list = ['api', 'acme'].map((slug) => ({ id: `org_${slug}`, slug, name: slug }));
    respond(list);
    expect(await source(DEFAULT).fetchMemberships('t')).toEqual(list.slice(1));
    expect(await source().fetchMemberships('t')).toEqual(list.map((each) => ({ ...each, slug: each.id })));
  });
});
