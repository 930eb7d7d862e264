import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { expect, test } from 'vitest';
import { AuthKitControl, type LocalAuthKit, startLocalAuthKit } from '../../dev/testing/index.ts';
import { authorizePath, VERIFIER } from './oauth-client.ts';
import { TestBrowser } from './test-browser.ts';

const APP = 'http://localhost:5173';
const USER = {
  id: 'user_eve',
  email: 'eve@example.com',
  firstName: 'Eve',
  lastName: 'Example',
  createdAt: 0,
};
const OPTIONS = {
  users: [USER],
  organizations: [
    {
      id: 'org_first',
      slug: 'first',
      name: 'First',
      policy: 'none',
      members: [{ userId: USER.id, role: 'admin' }],
    },
    { id: 'org_other', slug: 'other', name: 'Other', policy: 'none', members: [] },
  ],
} as const;

async function exchange(kit: LocalAuthKit, body: Readonly<Record<string, string>>) {
  const response = await fetch(`${kit.origin}/user_management/authenticate`, {
    method: 'POST',
    body: JSON.stringify({ client_id: kit.configuration.clientId, ...body }),
  });
  const answer: Record<string, unknown> = await response.json();
  return {
    status: response.status,
    accessToken: String(answer.access_token),
    refreshToken: String(answer.refresh_token),
  };
}

async function signIn(kit: LocalAuthKit) {
  const browser = new TestBrowser(kit.origin);
  const page = await browser.navigate(
    authorizePath({
      client_id: kit.configuration.clientId,
      redirect_uri: `${APP}/auth/callback`,
      organization_id: 'org_first',
    }),
  );
  const { location } = await browser.submit(page, { email: USER.email });
  const code = location?.searchParams.get('code') ?? '';
  return exchange(kit, { grant_type: 'authorization_code', code, code_verifier: VERIFIER });
}

test('with users and organizations of its own, a directory, and control endpoints', async () => {
  const kit = await startLocalAuthKit(OPTIONS);
  try {
    await kit.control.changeSettings({ accessTokenTtl: 7 });
    const { accessToken } = await signIn(kit);
    const { payload } = await jwtVerify(accessToken, createRemoteJWKSet(new URL(kit.authKitJwksUri)), {
      issuer: [...kit.configuration.issuers],
    });
    expect([payload.sub, payload.org_id, (payload.exp ?? 0) - (payload.iat ?? 0)]).toEqual([
      'user_eve',
      'org_first',
      7,
    ]);

    const { organizationEndpoint, membershipsEndpoint } = kit.configuration;
    const named = await fetch(`${organizationEndpoint}other`, { headers: { Origin: APP } });
    expect(await named.json()).toEqual({ id: 'org_other', slug: 'other', name: 'Other' });
    expect(named.headers.get('Access-Control-Allow-Origin')).toBe(APP);
    expect((await fetch(`${organizationEndpoint}nowhere`)).status).toBe(404);
    const mine = await fetch(membershipsEndpoint, { headers: { Authorization: `Bearer ${accessToken}` } });
    expect(await mine.json()).toEqual([{ id: 'org_first', slug: 'first', name: 'First' }]);
    const forged = await fetch(membershipsEndpoint, { headers: { Authorization: 'Bearer x.y.z' } });
    expect([forged.status, forged.headers.get('WWW-Authenticate')]).toEqual([
      401,
      'Bearer error="invalid_token"',
    ]);
  } finally {
    await kit.close();
  }
});

test('a restart on the same port with its state file continues the session', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'authkit-'));
  const stateFile = join(folder, 'state.json');
  const first = await startLocalAuthKit({ ...OPTIONS, stateFile });
  const { refreshToken } = await signIn(first);
  await first.close();
  const port = Number(new URL(first.origin).port);
  const second = await startLocalAuthKit({ ...OPTIONS, stateFile, port });
  try {
    const refreshed = await exchange(second, { grant_type: 'refresh_token', refresh_token: refreshToken });
    expect(refreshed.status).toBe(200);
  } finally {
    await second.close();
    rmSync(folder, { recursive: true });
  }
});

test('a stop may be repeated, and port 0 is a free port', async () => {
  const kit = await startLocalAuthKit({ port: 0 });
  expect((await fetch(kit.authKitJwksUri)).status).toBe(200);
  await Promise.all([kit.close(), kit.close()]);
  await kit.close();
});

test('a state file that cannot be read or written stops the start', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'authkit-'));
  try {
    mkdirSync(join(folder, 'state'));
    await expect(startLocalAuthKit({ stateFile: join(folder, 'state') })).rejects.toThrow('EISDIR');
    expect(readdirSync(folder)).toEqual(['state']);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('the control takes an origin with a slash, and rejects if there is no local AuthKit', async () => {
  const kit = await startLocalAuthKit();
  const other = createServer((_request, response) => response.writeHead(404).end('Not here'));
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  try {
    expect(await new AuthKitControl(`${kit.origin}/`).log()).toEqual([]);
    const address = other.address();
    const port = address !== null && typeof address === 'object' ? address.port : 0;
    await expect(new AuthKitControl(`http://127.0.0.1:${port}`).log()).rejects.toThrow(
      'The local AuthKit rejected log: Not here',
    );
  } finally {
    other.close();
    await kit.close();
  }
});
