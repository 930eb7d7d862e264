import { expect, test } from 'vitest';
import { ParseError } from '../../../src/protocol/parse.ts';
import { parseConfiguration } from '../../../src/protocol/parse-configuration.ts';
import { parsePaths } from '../../../src/protocol/parse-paths.ts';

const VALID = {
  clientId: 'client_test',
  authKitOrigin: 'https://api.workos.com',
  issuers: ['https://api.workos.com'],
  jwksUri: 'https://app.test/auth/jwks',
  redirectUri: 'https://app.test/auth/callback',
  apis: [{ origin: 'https://app.test', pathPrefix: '/api' }],
  organizationEndpoint: '/api/orgs/',
  membershipsEndpoint: '/api/me/organizations',
  vault: 'device',
  sessionMaxAge: null,
  sessionInactivity: 3600,
};

test('a whole configuration comes through, and nothing else with it', () => {
  expect(parseConfiguration({ ...VALID, secret: 'x' })).toEqual({
    ...VALID,
    credentials: 'shared',
    binding: 'url',
    lookupCredentials: 'omit',
    paths: parsePaths(),
    unconnectedPages: 'refuse',
  });
});

test('credentials are shared or separate, and nothing else', () => {
  for (const credentials of ['shared', 'separate'])
    expect(parseConfiguration({ ...VALID, credentials })).toMatchObject({ credentials });
  for (const credentials of ['both', true, ''])
    expect(() => parseConfiguration({ ...VALID, credentials })).toThrow(ParseError);
});

test('field report 14: look-ups carry cookies only where the configuration says so', () => {
  const configured = { ...VALID, lookupCredentials: 'same-origin' };
  expect(parseConfiguration(configured)).toMatchObject(configured);
  for (const lookupCredentials of ['include', true, ''])
    expect(() => parseConfiguration({ ...VALID, lookupCredentials })).toThrow(ParseError);
});

test.each(['http://localhost:4173', 'http://127.0.0.1:4175', 'http://[::1]', 'https://api.test:8443'])(
  'R5: %s may get tokens',
  (origin) => {
    const apis = [{ origin, pathPrefix: '/' }];
    expect(parseConfiguration({ ...VALID, apis }).apis).toEqual(apis);
  },
);

test.each([
  'http://app.test',
  'http://localhost.evil.test',
  'http://127.0.0.1.evil.test',
  'http://127.0.0.2',
  'http://localhost@evil.test',
  'https://user@app.test',
  'https://app.test/',
  'https://app.test/api',
  'https://app.test?x',
  'https://app.test#x',
  'https://a b.test',
  'https://',
  'ftp://app.test',
  'javascript:alert(1)',
  'app.test',
  '',
  7,
])('R5: %s may not', (origin) => {
  expect(() => parseConfiguration({ ...VALID, apis: [{ origin, pathPrefix: '/api' }] })).toThrow(ParseError);
  expect(() => parseConfiguration({ ...VALID, authKitOrigin: origin })).toThrow(ParseError);
});

test.each(['api', '', '/api/', '//', 7])('a path prefix is whole segments: %s is refused', (pathPrefix) => {
  expect(() => parseConfiguration({ ...VALID, apis: [{ origin: 'https://app.test', pathPrefix }] })).toThrow(
    ParseError,
  );
});

test.each([
  ['vault', 'none'],
  ['lookupCredentials', 'include'],
  ['clientId', ''],
  ['issuers', 'https://api.workos.com'],
  ['sessionMaxAge', -1],
  ['sessionInactivity', Number.NaN],
  ['apis', undefined],
])('%s must not be %s', (name, value) => {
  expect(() => parseConfiguration({ ...VALID, [name]: value })).toThrow(ParseError);
});

test.each([
  'https://APP.test',
  'https://app.test:443',
  'https://app.test:',
  'https://[::0:1]',
  'http://localhost:80',
  'https://*.app.test',
  'https://app.test;script-src',
  "https://app.test'x",
])('R5: %s could never match a request, and is refused', (origin) => {
  expect(() => parseConfiguration({ ...VALID, apis: [{ origin, pathPrefix: '/api' }] })).toThrow(ParseError);
  expect(() => parseConfiguration({ ...VALID, authKitOrigin: origin })).toThrow(ParseError);
});

test.each([
  'https://*.app.test/x',
  'https://app.test;script-src/x',
  "https://app.test'/x",
  'https://ada:password@app.test/x',
  'http://app.test/x',
  'ws://localhost/x',
  '//app.test/x',
  'x',
])('%s is no address that the worker may read from', (address) => {
  for (const name of ['jwksUri', 'organizationEndpoint', 'membershipsEndpoint'])
    expect(() => parseConfiguration({ ...VALID, [name]: `${address}/` })).toThrow(
      expect.objectContaining({ setting: name }),
    );
});
