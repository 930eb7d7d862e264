import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { parsePaths } from '../../../src/protocol/parse-paths.ts';
import { prepareOpenPages } from '../../../sw/prepare-open-pages.ts';

class Page {
  constructor(
    readonly url: string,
    readonly frameType = 'top-level',
  ) {}
}

beforeEach(() => {
  vi.stubGlobal('WindowClient', Page);
  vi.stubGlobal('location', { origin: 'https://app.test' });
});
afterEach(() => vi.unstubAllGlobals());

test('the organization of each page that no worker controls yet is looked up, of no frame and of no other page', async () => {
  const matchAll = vi.fn(async () => [
    new Page('https://app.test/acme/notes?x#y'),
    new Page('https://app.test/globex/', 'nested'),
    new Page('https://app.test/sessions'),
    new Page('https://app.test/'),
  ]);
  vi.stubGlobal('clients', { matchAll });
  const prepared: string[] = [];
  await prepareOpenPages(parsePaths({ reserved: ['sessions'] }), (slug) => prepared.push(slug));
  expect(prepared).toEqual(['acme']);
  expect(matchAll).toHaveBeenCalledWith({ type: 'window', includeUncontrolled: true });
});
