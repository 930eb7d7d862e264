import { expect, test } from 'vitest';
import { parseReturnTo } from '../../src/keyring/sign-in/return-to.ts';
import { parseOrganizationSlug } from '../../src/protocol/organization-slug.ts';
import { parsePaths } from '../../src/protocol/parse-paths.ts';
import { organizationOfPath } from '../../src/protocol/paths.ts';
import { WITHOUT_ORGANIZATION } from '../../src/protocol/without-organization.ts';
import { type Binding, type BindingEvidence, bindOrganization } from '../../sw/fetch/bind-organization.ts';
import { matchApi } from '../../sw/fetch/match-api.ts';
import { ACME, slug } from '../unit/support/people.ts';
import { Chance, FUZZ_SEED } from './chance.ts';
import { HOSTILE_PIECES, HOSTILE_URLS } from './hostile-corpus.ts';

/** `npm run test:long` tries a million. */
const ROUNDS = Number(process.env.FUZZ_ADDRESSES ?? 150_000);
const ORIGIN = 'https://app.test';
const PATHS = parsePaths();
const APIS = [
  { origin: ORIGIN, pathPrefix: '/api' },
  { origin: 'https://api.example.com', pathPrefix: '/v1/notes' },
];
/** The allow-list once more, as text: no URL parser takes part in the verdict. */
const ALLOWED = /^https:\/\/(?:app\.test\/api|api\.example\.com\/v1\/notes)(?:[/?#]|$)/;
const SLUG_CHARACTERS = new Set('abcdefghijklmnopqrstuvwxyz0123456789-');
const ANNOUNCED = [null, slug('globex')] as const;
/** Pages of no organization: the app's home, and those with a reserved first segment. */
const OF_NONE = /^\/(?:(?:api|auth|assets|icons|sessions|sw|sw\.js|manifest)(?:\/.*)?)?$/s;

const isSafeSlug = (text: string): boolean =>
  text.length > 0 && text.length <= 64 && [...text].every((character) => SLUG_CHARACTERS.has(character));

const parsedUrl = (text: string): URL | undefined =>
  URL.canParse(text, ORIGIN) ? new URL(text, ORIGIN) : undefined;

/** What a binding may be made of, told without the code that makes it. */
function isRightlyBound(
  binding: Binding,
  { header, referrer, announced }: Pick<BindingEvidence, 'header' | 'referrer' | 'announced'>,
): boolean {
  if (binding.type === 'unbound') return true;
  if (binding.type === 'bound-to-none') {
    if (binding.by === 'header') return header === WITHOUT_ORGANIZATION;
    const url = URL.canParse(referrer) ? new URL(referrer) : undefined;
    const isPage = url?.origin === ORIGIN && url.protocol === 'https:';
    return header === null && announced === null && (!isPage || OF_NONE.test(url.pathname));
  }
  switch (binding.by) {
    case 'header':
      return binding.slug === header;
    case 'url':
      return header === null && new URL(referrer).href.split('/')[3]?.split(/[?#]/)[0] === binding.slug;
    case 'announcement':
      return header === null && binding.slug === 'globex';
  }
}

test(`${ROUNDS} addresses and names: no throw, no token outside of the allow-list, no name that is not one`, {
  timeout: 300_000,
}, () => {
  console.log(`fuzz: FUZZ_SEED=${FUZZ_SEED}, ${ROUNDS} addresses`);
  const chance = new Chance(FUZZ_SEED);
  const counts = { matched: 0, named: 0, bound: 0, boundToNone: 0, returned: 0, returnedToNone: 0 };
  const wrong: string[] = [];
  const check = (isRight: boolean, what: string, text: string): void => {
    if (!isRight && wrong.length < 20) wrong.push(`${what}: ${JSON.stringify(text)}`);
  };

  for (let round = 0; round < ROUNDS; round += 1) {
    let text: string = chance.pick(HOSTILE_URLS);
    for (let changes = chance.below(4); changes > 0; changes -= 1) text = chance.mutate(text, HOSTILE_PIECES);

    const url = parsedUrl(text);
    if (url !== undefined) {
      const isMatched = matchApi(url, APIS) !== undefined;
      check(isMatched === ALLOWED.test(url.href), 'allow-list', text);
      counts.matched += Number(isMatched);
    }

    const name = chance.mutate(chance.pick(['acme', 'org-05', text]), HOSTILE_PIECES);
    const read = parseOrganizationSlug(name) ?? organizationOfPath(name, PATHS);
    if (read !== undefined) {
      counts.named += 1;
      check(isSafeSlug(read) && name.includes(read), 'slug', name);
    }

    const header = chance.pick([null, null, name, WITHOUT_ORGANIZATION]);
    const announced = chance.below(3) === 0 ? undefined : chance.pick(ANNOUNCED);
    const binding = bindOrganization({ header, referrer: text, announced, origin: ORIGIN, paths: PATHS });
    const evidence = { header, referrer: text, announced };
    check(isRightlyBound(binding, evidence), 'binding', `${header} ${text} ${announced}`);
    counts.bound += Number(binding.type === 'bound');
    counts.boundToNone += Number(binding.type === 'bound-to-none' && header === null);

    const returnTo = parseReturnTo(text, { origin: ORIGIN, paths: PATHS, key: ACME.slug });
    const target = new URL(returnTo, ORIGIN);
    const isOurs =
      target.origin === ORIGIN &&
      /^\/(?:acme(?:[/?#]|$)|auth\/finished(?:[?#]|$)|sessions\/sign-in(?:[?#]|$))/.test(returnTo);
    check(isOurs, 'return path', text);
    counts.returned += Number(returnTo !== '/acme/');

    const toNone = parseReturnTo(text, { origin: ORIGIN, paths: PATHS, key: null });
    const { origin, pathname } = new URL(toNone, ORIGIN);
    const isOfNone =
      origin === ORIGIN && /^\/(?:(?:auth|assets|icons|sessions|sw)(?:\/.*)?)?$/.test(pathname);
    check(isOfNone && pathname !== '/auth/callback', 'return path of none', text);
    counts.returnedToNone += Number(toNone !== '/');
  }

  console.log(`fuzz: ${JSON.stringify(counts)}`);
  expect(wrong).toEqual([]);
  // A generator that never finds a way in tests nothing.
  for (const count of Object.values(counts)) expect(count).toBeGreaterThan(ROUNDS / 1_000);
});
