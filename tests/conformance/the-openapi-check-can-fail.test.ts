import { expect, test } from 'vitest';
import { CLIENT_ID, localAuthKit } from './local-authkit.ts';
import { authorizePath, signIn } from './oauth-client.ts';
import {
  expectDocumentedJson,
  expectDocumentedQuery,
  expectDocumentedRedirect,
  expectDocumentedRequest,
} from './openapi.ts';

const kit = localAuthKit();

test('a token reply without a user, or with a null organization', async () => {
  const { body } = await signIn(kit, 'org_acme');
  expectDocumentedJson('authenticate', 200, body);
  expect(() => expectDocumentedJson('authenticate', 200, { ...body, user: undefined })).toThrow();
  expect(() => expectDocumentedJson('authenticate', 200, { ...body, organization_id: null })).toThrow();
});

test('an error code that the document does not list, or an envelope with half its members', () => {
  const documented = { error: 'invalid_grant', error_description: 'x' };
  expectDocumentedJson('authenticate', 400, documented);
  expect(() =>
    expectDocumentedJson('authenticate', 400, { ...documented, error: 'unsupported_grant_type' }),
  ).toThrow();
  expect(() => expectDocumentedJson('authenticate', 400, { error: 'invalid_grant' })).toThrow();
  expect(() => expectDocumentedJson('authenticate', 400, { ...documented, error: 'sso_required' })).toThrow();
  expect(() => expectDocumentedJson('authenticate', 418, documented)).toThrow();
});

test('a redirect to no address, a key without a certificate, a request without a token', () => {
  expect(() => expectDocumentedRedirect('authorize', 302, 'nowhere')).toThrow();
  expect(() => expectDocumentedJson('jwks', 200, { keys: [{ kty: 'RSA' }] })).toThrow();
  expect(() => expectDocumentedRequest({ client_id: CLIENT_ID, grant_type: 'refresh_token' })).toThrow();
});

test('the authorization request of these tests is a documented one', () => {
  const { searchParams } = new URL(authorizePath({ organization_id: 'org_acme', max_age: '0' }), kit.origin);
  expectDocumentedQuery('authorize', searchParams);
  searchParams.set('code_challenge_method', 'plain');
  expect(() => expectDocumentedQuery('authorize', searchParams)).toThrow();
});
