import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeJwt } from 'jose';
import { afterAll, beforeEach, expect, test, vi } from 'vitest';
import {
  type AuthKit,
  type AuthKitOptions,
  createAuthKit,
  type Organization,
} from '../../dev/authkit/index.ts';
import { AUTHKIT_OPTIONS, CLIENT_ID } from './local-authkit.ts';
import { authorizePath, VERIFIER } from './oauth-client.ts';

const folder = mkdtempSync(join(tmpdir(), 'authkit-state-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const ORIGIN = 'http://127.0.0.1:4998';
let now = 0;
let stateFile = '';
beforeEach(({ task }) => {
  now = Date.UTC(2026, 0, 5, 12);
  stateFile = join(folder, task.id, 'state.json');
});

/** Each call is one process: it knows what the file says, and nothing else. */
const start = (options: Partial<AuthKitOptions> = {}): Promise<AuthKit> =>
  createAuthKit({ ...AUTHKIT_OPTIONS, ...options, origin: ORIGIN, now: () => now, stateFile });

async function signIn(kit: AuthKit, organization: string): Promise<{ code: string; cookie: string }> {
  const page = await kit.fetch(new Request(ORIGIN + authorizePath({ organization_id: organization })));
  const action = /action="([^"]+)"/.exec(await page.text())?.[1] ?? '';
  const body = new URLSearchParams({ email: 'ada@example.com' });
  const signedIn = await kit.fetch(new Request(new URL(action, ORIGIN), { method: 'POST', body }));
  return { code: codeOf(signedIn), cookie: signedIn.headers.get('Set-Cookie')?.split(';')[0] ?? '' };
}

function codeOf(response: Response): string {
  return new URL(response.headers.get('Location') ?? '').searchParams.get('code') ?? '';
}

async function token(kit: AuthKit, body: Record<string, string>) {
  const response = await kit.fetch(
    new Request(`${ORIGIN}/user_management/authenticate`, {
      method: 'POST',
      body: JSON.stringify({ client_id: CLIENT_ID, ...body }),
    }),
  );
  const answer: Record<string, unknown> = await response.json();
  return {
    status: response.status,
    refreshToken: String(answer.refresh_token),
    accessToken: String(answer.access_token),
    message: answer.error_description,
  };
}

const exchange = (kit: AuthKit, code: string) =>
  token(kit, { grant_type: 'authorization_code', code, code_verifier: VERIFIER });
const refresh = (kit: AuthKit, refreshToken: string) =>
  token(kit, { grant_type: 'refresh_token', refresh_token: refreshToken });
const control = (kit: AuthKit, path: string, body: unknown) =>
  kit.fetch(new Request(`${ORIGIN}/_emulator/${path}`, { method: 'POST', body: JSON.stringify(body) }));
const keySet = async (kit: AuthKit): Promise<unknown> =>
  (await kit.fetch(new Request(`${ORIGIN}/sso/jwks/${CLIENT_ID}`))).json();

test('a session goes on after a restart, with the same signing keys', async () => {
  const first = await start();
  const { code } = await signIn(first, 'org_acme');
  const keys = await keySet(first);
  const issued = await exchange(first, code);
  const second = await start();
  expect(await keySet(second)).toEqual(keys);
  const refreshed = await refresh(second, issued.refreshToken);
  expect(refreshed.status).toBe(200);
  expect((await refresh(await start(), refreshed.refreshToken)).status).toBe(200);
});

test('a code that was issued before the restart is exchanged once after it', async () => {
  const { code } = await signIn(await start(), 'org_acme');
  const second = await start();
  expect((await exchange(second, code)).status).toBe(200);
  expect((await exchange(await start(), code)).status).toBe(400);
});

test('the AuthKit browser session is still signed in', async () => {
  const { cookie } = await signIn(await start(), 'org_acme');
  const request = new Request(ORIGIN + authorizePath({ organization_id: 'org_globex' }), {
    headers: { Cookie: cookie },
  });
  expect(codeOf(await (await start()).fetch(request))).not.toBe('');
});

test('a used refresh token returns the same pair within the grace period, and is rejected after it', async () => {
  const first = await start();
  const { refreshToken } = await exchange(first, (await signIn(first, 'org_acme')).code);
  const pair = await refresh(first, refreshToken);
  expect(await refresh(await start(), refreshToken)).toEqual(pair);
  now += 31_000;
  // A request after the grace period, so that the file no longer has the pair.
  await keySet(await start());
  const late = await refresh(await start(), refreshToken);
  expect([late.status, late.message]).toEqual([400, 'Refresh token already exchanged']);
  expect(readFileSync(stateFile, 'utf8').includes(pair.accessToken)).toBe(false);
});

test('a revoked session and a deactivated membership stay so', async () => {
  const first = await start();
  const { refreshToken } = await exchange(first, (await signIn(first, 'org_globex')).code);
  await control(first, 'memberships', { user: 'user_ada', organization: 'org_acme', status: 'inactive' });
  await control(first, 'sessions/revoke', { user: 'user_ada', organization: 'org_globex' });
  const second = await start();
  expect((await refresh(second, refreshToken)).message).toBe('Session has already ended.');
  const ids = (await second.directory.organizationsOf('user_ada'))?.map(({ id }) => id);
  expect(ids).toContain('org_globex');
  expect(ids).not.toContain('org_acme');
});

test('used tokens and ended sessions leave the file after a day', async () => {
  const first = await start();
  const { refreshToken } = await exchange(first, (await signIn(first, 'org_acme')).code);
  const { refreshToken: current } = await refresh(first, refreshToken);
  const ended = await exchange(first, (await signIn(first, 'org_globex')).code);
  await control(first, 'sessions/revoke', { user: 'user_ada', organization: 'org_globex' });
  now += 86_400_001;
  await keySet(first);
  const text = readFileSync(stateFile, 'utf8');
  expect([refreshToken, current, ended.refreshToken].map((each) => text.includes(each))).toEqual([
    false,
    true,
    false,
  ]);
});

test('a reset is kept too', async () => {
  const first = await start();
  const { refreshToken } = await exchange(first, (await signIn(first, 'org_acme')).code);
  await control(first, 'reset', {});
  expect((await refresh(await start(), refreshToken)).status).toBe(400);
});

test('other users or organizations of the options begin a new state, and a warning says so', async () => {
  const acme: Organization = {
    id: 'org_acme',
    slug: 'acme',
    name: 'Acme',
    policy: 'none',
    members: [{ userId: 'user_ada', role: 'member' }],
  };
  const first = await start();
  const { refreshToken } = await exchange(first, (await signIn(first, 'org_acme')).code);
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
  const second = await start({ organizations: [acme] });
  expect(warn.mock.calls).toEqual([[expect.stringContaining(`${stateFile}: users or organizations`)]]);
  warn.mockRestore();
  expect((await second.directory.organizationsOf('user_ada'))?.map(({ id }) => id)).toEqual(['org_acme']);
  expect((await refresh(second, refreshToken)).status).toBe(400);
  const { accessToken, refreshToken: next } = await exchange(second, (await signIn(second, 'org_acme')).code);
  expect(decodeJwt(accessToken).role).toBe('member');
  const same = await start({ organizations: [{ ...acme }] });
  expect((await refresh(same, next)).status).toBe(200);
});

test('concurrent requests leave a complete file that only its owner can read', async () => {
  const first = await start();
  const signIns = await Promise.all(
    ['org_acme', 'org_globex', 'org_05', 'org_06'].map((organization) => signIn(first, organization)),
  );
  const issued = await Promise.all(signIns.map(({ code }) => exchange(first, code)));
  const second = await start();
  const statuses = await Promise.all(
    issued.map(async ({ refreshToken }) => (await refresh(second, refreshToken)).status),
  );
  expect(statuses).toEqual([200, 200, 200, 200]);
  expect(statSync(stateFile).mode & 0o077).toBe(0);
});

test.each(['{"version":1', '{"version":1}', '{"version":99}', '{"version":1,"keys":[{}]}'])(
  'the damaged file %j is reported and ignored',
  async (text) => {
    await start().then((kit) => keySet(kit));
    writeFileSync(stateFile, text);
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    const kit = await start();
    expect(warn.mock.calls[0]?.[0]).toContain(stateFile);
    warn.mockRestore();
    expect((await exchange(kit, (await signIn(kit, 'org_acme')).code)).status).toBe(200);
  },
);

test.each(['{"users":[]}', '[]', '{"name":"app","version":"1.0.0"}', '# Notes'])(
  'the other file %j is refused, and stays as it is',
  async (text) => {
    await start();
    writeFileSync(stateFile, text);
    await expect(start()).rejects.toThrow(`stateFile is "${stateFile}": it is another file.`);
    expect(readFileSync(stateFile, 'utf8')).toBe(text);
  },
);

test('an empty file begins a new state', async () => {
  await start();
  writeFileSync(stateFile, '');
  const { refreshToken } = await start().then(async (kit) =>
    exchange(kit, (await signIn(kit, 'org_acme')).code),
  );
  expect((await refresh(await start(), refreshToken)).status).toBe(200);
});
