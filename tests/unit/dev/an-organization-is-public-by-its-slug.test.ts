import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningApi, startApi } from './support.ts';

let running: RunningApi;
beforeAll(async () => {
  running = await startApi();
});
afterAll(() => running.stop());

test('without a token: id, slug and name, to be asked about again each time', async () => {
  const response = await running.api.request('/api/orgs/acme');
  expect(response.status).toBe(200);
  expect(response.headers.get('Cache-Control')).toBe('no-cache');
  expect(await response.json()).toEqual({ id: 'org_acme', slug: 'acme', name: 'Acme' });
  expect(running.jwks.requests).toBe(0);
});

test('its id names it as well, for an app with ids in its URLs', async () => {
  const response = await running.api.request('/api/orgs/org_acme');
  expect(response.status).toBe(200);
  expect(await response.json()).toEqual({ id: 'org_acme', slug: 'acme', name: 'Acme' });
});

test.each(['nobody', 'ACME', 'acme%20', '%61cme%00', '__proto__', 'constructor', 'org_none', 'ORG_ACME'])(
  '%j is not an organization',
  async (slug) => {
    const response = await running.api.request(`/api/orgs/${slug}`);
    expect(response.status).toBe(404);
    expect(response.headers.get('Content-Type')).toBe('application/problem+json');
    expect(await response.json()).toMatchObject({ status: 404, code: 'organization_not_found' });
  },
);
