import { expect, test } from 'vitest';
import { codeChallengeOf, createFlow, type Flow, parseFlow } from '../../../../src/keyring/sign-in/flow.ts';
import { FakePlatform } from '../../support/fake-platform.ts';
import { createKeyring } from '../../support/keyring.ts';
import { ACME } from '../../support/people.ts';

const REQUEST: Omit<Flow, 'state' | 'codeVerifier' | 'startedAt'> = {
  organization: ACME,
  provider: 'https://authkit.test client_test',
  returnTo: '/acme/',
  prompt: null,
  loginHint: 'ada@example.com',
  trigger: 'automatic',
  tab: 'tab-1',
  queue: [],
  chained: 1,
};

// RFC 7636, appendix B.
const OCTETS = [
  116, 24, 223, 180, 151, 153, 224, 37, 79, 250, 96, 125, 216, 173, 187, 186, 22, 212, 37, 77, 105, 214, 191,
  240, 91, 88, 5, 88, 83, 132, 141, 121,
];
const VERIFIER = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk';
const CHALLENGE = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM';

test('R15: the vector of RFC 7636: the same octets make the same verifier and challenge', async () => {
  const platform = new FakePlatform();
  platform.randomBytes = () => new Uint8Array(OCTETS);
  const flow = createFlow(platform, REQUEST);
  expect(flow.codeVerifier).toBe(VERIFIER);
  expect(await codeChallengeOf(platform, flow)).toBe(CHALLENGE);
});

test('R15, R16: state and verifier are 32 random bytes each, drawn apart', () => {
  const platform = new FakePlatform();
  const lengths: number[] = [];
  const draw = platform.randomBytes.bind(platform);
  platform.randomBytes = (length) => {
    lengths.push(length);
    return draw(length);
  };
  const flows = Array.from({ length: 50 }, () => createFlow(platform, REQUEST));
  expect(new Set(lengths)).toEqual(new Set([32]));
  const drawn = flows.flatMap(({ state, codeVerifier }) => [state, codeVerifier]);
  expect(new Set(drawn).size).toBe(100);
  for (const text of drawn) expect(Buffer.from(text, 'base64url')).toHaveLength(32);
  for (const text of drawn) expect(text).toMatch(/^[A-Za-z0-9_-]{43}$/);
});

test('R15: AuthKit gets the challenge of the stored verifier, and never the verifier', async () => {
  const { begin, storedFlow, platform } = createKeyring();
  const url = await begin(ACME);
  const flow = await storedFlow(url);
  expect(new URL(url).searchParams.get('code_challenge')).toBe(await codeChallengeOf(platform, flow));
  expect(url).not.toContain(flow.codeVerifier);
});

test('a flow comes back from its record as it was', () => {
  const flow = createFlow(new FakePlatform(), REQUEST);
  expect(parseFlow(JSON.parse(JSON.stringify(flow)))).toEqual(flow);
  const withoutOrganization = { ...flow, organization: null, loginHint: null, prompt: 'login' as const };
  expect(parseFlow(JSON.parse(JSON.stringify(withoutOrganization)))).toEqual(withoutOrganization);
});
