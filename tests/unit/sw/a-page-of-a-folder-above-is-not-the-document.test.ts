import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { isOwnFile } from '../../../sw/own-file.ts';

beforeEach(() => vi.stubGlobal('location', new URL('https://app.test/app/sw.js')));
afterEach(() => vi.unstubAllGlobals());

function redirectedTo(url: string): Response {
  const response = new Response('<p>', { headers: { 'Content-Type': 'text/html' } });
  return Object.defineProperties(response, { redirected: { value: true }, url: { value: url } });
}

test.each([
  ['/app/index.html', 'https://app.test/app/index.html?v=1'],
  ['/app/index.html', 'https://app.test/app/index'],
  ['/app/index.html', 'https://app.test/app/'],
  ['/app/index.html', 'https://app.test/app'],
  ['/index.html', 'https://app.test/'],
  ['/about.html', 'https://app.test/about'],
])('%s may be redirected to %s', (requested, url) => {
  expect(isOwnFile(requested, redirectedTo(url))).toBe(true);
});

test.each([
  // The page of a login or of another app.
  ['/app/index.html', 'https://app.test/'],
  ['/a/b/index.html', 'https://app.test/a/'],
  ['/app/index.html', 'https://app.test/app/login'],
  ['/about.html', 'https://app.test/a'],
  ['/about.html', 'https://app.test/'],
  ['/index.html', 'https://other.test/'],
])('%s redirected to %s is another page', (requested, url) => {
  expect(isOwnFile(requested, redirectedTo(url))).toBe(false);
});
