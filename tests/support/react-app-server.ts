import react from '@vitejs/plugin-react';
import { type Context, Hono } from 'hono';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { serveApp } from '../../dev/serve-app.ts';
import type { AppServer } from './app-server.ts';
import { bundleApp, documentOf } from './bundle-app.ts';
import { startInProcess } from './in-process-server.ts';
import { VAULT_SECRET } from './vault.ts';

/**
 * Two React apps on the worker and the headers of the library: `/react.html` has the unmodified
 * `@workos-inc/authkit-react`, and `/guarded.html` has `org-keyring/react`. No URL names an organization. Their API also has
 * a tRPC and a GraphQL endpoint.
 */
export async function startReactAppServer(): Promise<AppServer> {
  const scripts = {
    react: await bundleApp('react/main.tsx', [react()]),
    guarded: await bundleApp('react/guarded.tsx', [react()]),
  };
  const environment = { VAULT_SECRET, KEYRING_PATHS: JSON.stringify({ organization: 'none' }) };
  return startInProcess(environment, (backEnd) => {
    const api = new Hono();
    for (const [app, script] of Object.entries(scripts)) {
      api.get(`/${app}.html`, (c) => c.html(documentOf(app)));
      api.get(`/${app}.js`, (c) => c.body(script, 200, { 'Content-Type': 'text/javascript' }));
    }
    api.get('/api/trpc/organization', (c) => c.json({ result: { data: organizationOf(c) } }));
    api.post('/api/graphql', (c) => c.json({ data: { organization: organizationOf(c) } }));
    api.route('/', backEnd.api);
    return serveApp({ ...backEnd, api }, 'dist');
  });
}

/** The organization of the access token. A session handle is no access token. */
function organizationOf(c: Context): string {
  const token = c.req.header('Authorization')?.replace('Bearer ', '') ?? '';
  return decodeProtectedHeader(token).alg === 'RS256' ? String(decodeJwt(token).org_id) : 'no access token';
}
