import { expect, test } from 'vitest';
import { isPagePath } from '../../../src/protocol/page-path.ts';

test.each([
  '/',
  '/acme',
  '/acme/',
  '/acme/settings',
  '/acme/v1.2/',
  '/v1.2/notes',
  '/auth/error',
  '/apis',
  '/auth/callbacks',
])('field report 5: %s is a page', (path) => {
  expect(isPagePath(path, { scope: '/' })).toBe(true);
  expect(isPagePath(`/app${path}`, { scope: '/app/' })).toBe(true);
});

test.each([
  '/index.html',
  '/acme/v1.2',
  '/acme/v1%2E2',
  '/acme/v1%2e2',
  '/assets/page.js',
  '/api',
  '/api/me',
  '/auth/callback',
  '/auth/callback/',
  '/auth/jwks',
  '/manifest/acme.webmanifest',
  '/manifest/none',
])('field report 5: %s is no page', (path) => {
  expect(isPagePath(path, { scope: '/' })).toBe(false);
  expect(isPagePath(`/app${path}`, { scope: '/app/' })).toBe(false);
});

test.each(['/', '/app', '/acme/', '/apple/acme/', '/APP/acme/'])('%s is no page of an app in /app/', (path) =>
  expect(isPagePath(path, { scope: '/app/' })).toBe(false),
);

// In a time that grew with the square of its length, it took minutes, longer than a test may.
test('R27: a path with a million dots is judged at once', () => {
  expect(isPagePath(`/${'.'.repeat(1_000_000)}/`, { scope: '/' })).toBe(true);
  expect(isPagePath(`/${'%2e'.repeat(1_000_000)}x`, { scope: '/' })).toBe(false);
});
