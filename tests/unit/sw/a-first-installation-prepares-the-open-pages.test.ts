import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { parsePaths } from '../../../src/protocol/parse-paths.ts';
import { prepareOpenPages } from '../../../sw/prepare-open-pages.ts';
import { ORIGIN } from '../support/configuration.ts';
import { WorkerScope } from '../support/worker-scope.ts';

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

test.each([
  ['the first worker looks it up while it is installed', null, ['/api/orgs/acme']],
  ['a later version does not', {}, []],
])('%s', async (_what, active, expected) => {
  const worker = new WorkerScope();
  vi.stubGlobal(
    'registration',
    Object.assign(new EventTarget(), { scope: `${ORIGIN}/`, active, waiting: null }),
  );
  vi.stubGlobal('WindowClient', Page);
  vi.stubGlobal('clients', { matchAll: async () => [new Page(`${ORIGIN}/acme/`)], claim: async () => {} });
  const requested: string[] = [];
  vi.stubGlobal('fetch', async ({ url }: Request) => {
    requested.push(new URL(url).pathname);
    return Response.json({ id: 'org_acme', slug: 'acme', name: 'Acme' });
  });
  await worker.evaluate({ mode: 'device' });
  await worker.dispatch('install');
  await new Promise((resolve) => setTimeout(resolve));
  expect(requested).toEqual(expected);
});
