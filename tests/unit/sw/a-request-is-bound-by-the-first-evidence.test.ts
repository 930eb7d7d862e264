import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseOrganizationSlug } from '../../../src/protocol/organization-slug.ts';
import { parsePaths } from '../../../src/protocol/parse-paths.ts';
import { WITHOUT_ORGANIZATION } from '../../../src/protocol/without-organization.ts';
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
const toNone = (by: 'header' | 'announcement'): Binding => ({ type: 'bound-to-none', by });

describe('R10: the binding of a request', () => {
  test.each([
    ['the header wins over everything', 'initech', acme, globex, by('header', 'initech')],
    ['then the URL', null, acme, globex, by('url', 'acme')],
    ['then the announcement', null, '', globex, by('announcement', 'globex')],
    ['and nothing else', null, '', undefined, UNBOUND],
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
          return found === parseOrganizationSlug(url.pathname.split('/')[1]);
        return found === (told ?? undefined);
      }),
      { numRuns: 2000 },
    );
  });

  describe('to the session without an organization', () => {
    test.each([
      ['by the header, on any page', WITHOUT_ORGANIZATION, acme, globex, toNone('header')],
      ['on a page of none that said so', null, `${origin}/sessions`, null, toNone('announcement')],
      ['with a trimmed referrer, if the page said so', null, `${origin}/`, null, toNone('announcement')],
      ['without a referrer, if the page said so', null, '', null, toNone('announcement')],
    ] as const)('%s', (_what, header, referrer, announced, expected) => {
      expect(bindOrganization({ header, referrer, announced, origin, paths })).toEqual(expected);
    });

    test.each([
      ['on a page of an organization, whatever it announced', null, acme, null, by('url', 'acme')],
      ['on a page that announced nothing', null, `${origin}/sessions`, undefined, UNBOUND],
      ['without a referrer, if the page announced nothing', null, '', undefined, UNBOUND],
      ['on a page that announced an organization', null, `${origin}/sessions`, globex, UNBOUND],
      [
        'with a trimmed referrer of an organization',
        null,
        `${origin}/`,
        globex,
        by('announcement', 'globex'),
      ],
      ['in the place of an organization with a malformed name', null, `${origin}/ACME/`, null, UNBOUND],
      ['outside of the scope', null, `${origin}/sessions`, null, UNBOUND, { scope: '/app/' }],
      ['by a look-alike header', '(none) ', acme, globex, UNBOUND],
      ['by a doubled header', '(none), (none)', acme, globex, UNBOUND],
      ['without organizations in URLs', null, `${origin}/home`, null, UNBOUND, { organization: 'none' }],
      ['nor there with a trimmed referrer', null, '', null, UNBOUND, { organization: 'none' }],
    ] as const)('never %s', (_what, header, referrer, announced, expected, options?: object) => {
      const evidence = { header, referrer, announced, origin, paths: parsePaths(options) };
      expect(bindOrganization(evidence)).toEqual(expected);
    });

    test('with explicit binding, only by the header', () => {
      const evidence = {
        referrer: `${origin}/sessions`,
        announced: null,
        origin,
        paths,
        mode: 'explicit',
      } as const;
      expect(bindOrganization({ ...evidence, header: null })).toEqual(UNBOUND);
      expect(bindOrganization({ ...evidence, header: WITHOUT_ORGANIZATION })).toEqual(toNone('header'));
    });
  });
});
