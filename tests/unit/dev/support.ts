import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';
import { type ApiOptions, createApi, createMemoryStorage } from '../../../dev/api/index.ts';
import type { DirectoryOrganization, OrganizationDirectory } from '../../../dev/organization-directory.ts';

export const ISSUER = 'https://issuer.test/user_management/client_test';
export const CLIENT_ID = 'client_test';

export const ACME: DirectoryOrganization = { id: 'org_acme', slug: 'acme', name: 'Acme' };
export const GLOBEX: DirectoryOrganization = { id: 'org_globex', slug: 'globex', name: 'Globex' };
export const UMBRELLA: DirectoryOrganization = { id: 'org_umbrella', slug: 'umbrella', name: 'Umbrella' };

/** Ada is in Acme and Globex; Umbrella exists without her. */
export const directory: OrganizationDirectory = {
  organizationBySlug: async (slug) => [ACME, GLOBEX, UMBRELLA].find((known) => known.slug === slug),
  organizationById: async (id) => [ACME, GLOBEX, UMBRELLA].find((known) => known.id === id),
  organizationsOf: async (userId) => (userId === 'user_ada' ? [ACME, GLOBEX] : []),
  user: async (id) =>
    id === 'user_ada'
      ? { id, email: 'ada@example.com', name: 'Ada Lovelace' }
      : { id, email: null, name: null },
};

/** Listens on a free port of the loopback interface. */
export async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Ends a server and every connection it still has. */
export function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

type SigningKey = Awaited<ReturnType<typeof generateKeyPair>>['privateKey'];

/** An RS256 key with its public half as a JWK. */
export async function createKey(kid: string): Promise<{ kid: string; privateKey: SigningKey; jwk: JWK }> {
  const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true });
  return { kid, privateKey, jwk: { ...(await exportJWK(publicKey)), kid, alg: 'RS256', use: 'sig' } };
}

/** What may differ from an ordinary token; `undefined` leaves the claim out. */
export type TokenChanges = Readonly<Record<string, unknown>>;

/** The claims of Ada's ordinary token for Acme. */
export function claims(changes: TokenChanges = {}): Record<string, unknown> {
  const now = Math.floor(Date.now() / 1000);
  return {
    iss: ISSUER,
    client_id: CLIENT_ID,
    sub: 'user_ada',
    sid: 'session_1',
    jti: 'token_1',
    org_id: ACME.id,
    role: 'admin',
    iat: now,
    exp: now + 300,
    ...changes,
  };
}

// RSA keys are slow to make: one for all tests of a file.
const firstKey = createKey('key_1');

/** A JWKS over HTTP, whose keys, health and number of requests a test can change and read. */
export async function startJwks() {
  const key = await firstKey;
  const jwks = { keys: [key.jwk], status: 200, requests: 0 };
  const server = createServer((_request, response) => {
    jwks.requests += 1;
    response.writeHead(jwks.status, { 'Content-Type': 'application/json' });
    response.end(JSON.stringify({ keys: jwks.keys }));
  });
  const origin = await listen(server);

  /** Signs as AuthKit would, with the first key unless told otherwise. */
  const sign = (changes: TokenChanges = {}, { kid, privateKey } = key): Promise<string> =>
    new SignJWT(claims(changes)).setProtectedHeader({ alg: 'RS256', kid }).sign(privateKey);

  return { jwks, key, uri: `${origin}/jwks`, sign, stop: () => close(server) };
}

/** The API with everything real but the directory, and a way to call it as a user of an organization. */
export async function startApi(changes: Partial<ApiOptions> = {}) {
  const authkit = await startJwks();
  const storage = changes.storage ?? createMemoryStorage();
  const api = createApi({
    jwksUri: authkit.uri,
    issuer: ISSUER,
    clientId: CLIENT_ID,
    directory,
    ...changes,
    storage,
  });

  /** Calls with a token of these claims. */
  const call = async (path: string, init: RequestInit = {}, token: TokenChanges = {}): Promise<Response> => {
    const headers = new Headers(init.headers);
    if (!headers.has('Authorization')) headers.set('Authorization', `Bearer ${await authkit.sign(token)}`);
    return api.request(path, { ...init, headers });
  };
  /** Posts a note as JSON. */
  const post = (
    text: unknown,
    headers: Record<string, string> = {},
    token: TokenChanges = {},
  ): Promise<Response> =>
    call(
      '/api/notes',
      {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', ...headers },
        body: JSON.stringify({ text }),
      },
      token,
    );

  return { ...authkit, api, storage, notes: storage.notes, call, post };
}

export type RunningApi = Awaited<ReturnType<typeof startApi>>;
