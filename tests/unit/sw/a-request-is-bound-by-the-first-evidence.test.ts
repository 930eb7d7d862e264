import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { organizationSlugOfPath, parseOrganizationSlug } from '../../../src/protocol/organization-slug.ts';
import { parsePaths } from '../../../src/protocol/parse-paths.ts';
import { type Binding, bindOrganization } from '../../../sw/fetch/bind-organization.ts';
import { slug } from '../support/people.ts';

const origin = 'https://app.test';
const paths = parsePaths();
const acme = 'https://app.test/acme/settings';
const globex = slug('globex');
const by = (kind: 'header' | 'url' | 'announcement', name: string): Binding => ({
  type: 'bound',
  slug: slug(name),
  by: kind,
});
const UNBOUND: Binding = { type: 'unbound' };

describe('R10: the binding of a request', () => {
  test.each([
    ['the header wins over everything', 'initech', acme, globex, by('header', 'initech')],
    ['then the URL', null, acme, globex, by('url', 'acme')],
    ['then the announcement', null, '', globex, by('announcement', 'globex')],
    ['and nothing else', null, '', null, UNBOUND],
    ['only a header', 'initech', '', null, by('header', 'initech')],
    ['only a URL', null, acme, null, by('url', 'acme')],
    ['a trimmed referrer is no URL', null, 'https://app.test/', globex, by('announcement', 'globex')],
    ['nor is the one of a request without any', null, 'about:client', globex, by('announcement', 'globex')],
    ['nor one of another origin', null, 'https://evil.test/acme/', globex, by('announcement', 'globex')],
    ['nor one of another port', null, 'https://app.test:8443/acme/', globex, by('announcement', 'globex')],
    ['nor one of another scheme', null, 'http://app.test/acme/', globex, by('announcement', 'globex')],
    ['nor a blob of this origin', null, 'blob:https://app.test/acme/', globex, by('announcement', 'globex')],
  ] as const)('%s', (_what, header, referrer, announced, expected) => {
    expect(bindOrganization({ header, referrer, announced, origin, paths })).toEqual(expected);
  });

  test.each([
    '',
    ' ',
    'ACME',
    'acme, globex',
    'acme,acme',
    '%61cme',
    '__proto__',
    'sessions',
    'x'.repeat(65_536),
    'acme\n',
  ])('a header %j is rejected, without a fallback to other evidence', (header) => {
    expect(bindOrganization({ header, referrer: acme, announced: globex, origin, paths })).toEqual(UNBOUND);
  });

  test.each(['/sessions', '/auth/callback', '/ACME/', '/%61cme/', '//acme/', '/-x/', `/${'x'.repeat(65)}/`])(
    'a page at %s names no organization, for any announcement',
    (path) => {
      expect(
        bindOrganization({ header: null, referrer: origin + path, announced: globex, origin, paths }),
      ).toEqual(UNBOUND);
    },
  );

  test('only the first available evidence counts', () => {
    const word = fc.constantFrom('acme', 'globex', 'initech', 'ACME', 'api', '', '..', 'a b', '%2e', 'a,b');
    const header = fc.option(fc.oneof(word, fc.string()), { nil: null });
    const referrer = fc.oneof(
      fc.constantFrom('', 'about:client', 'https://app.test/', 'https://evil.test/acme/'),
      word.map((path) => `https://app.test/${path}/notes`),
      fc.string(),
    );
    const announced = fc.option(fc.constantFrom(slug('acme'), slug('globex')), { nil: null });
    fc.assert(
      fc.property(header, referrer, announced, (named, from, told) => {
        const binding = bindOrganization({ header: named, referrer: from, announced: told, origin, paths });
        const found = binding.type === 'bound' ? binding.slug : undefined;
        if (named !== null) return found === parseOrganizationSlug(named);
        const url = URL.canParse(from) ? new URL(from) : undefined;
        if (url?.origin === origin && url.protocol === 'https:' && url.pathname !== '/')
          return found === organizationSlugOfPath(url.pathname);
        return found === (told ?? undefined);
      }),
      { numRuns: 2000 },
    );
  });
});
