import { resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { type Context, Hono } from 'hono';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { build } from 'vite';
import { serveApp } from '../../dev/serve-app.ts';
import type { AppServer } from './app-server.ts';
import { startInProcess } from './in-process-server.ts';
import { VAULT_SECRET } from './vault.ts';

const DOCUMENT =
  '<!doctype html><title>React</title><div id="root"></div><script src="/react-app.js"></script>';

/**
 * A React app with the unmodified `@workos-inc/authkit-react`, at `/react.html`, on the worker and the headers of the
 * library. No URL names an organization. Its API also has a tRPC and a GraphQL endpoint.
 */
export async function startReactAppServer(): Promise<AppServer> {
  const script = await bundleReactApp();
  const environment = { VAULT_SECRET, KEYRING_PATHS: JSON.stringify({ organization: 'none' }) };
  return startInProcess(environment, (backEnd) => {
    const api = new Hono();
    api.get('/react.html', (c) => c.html(DOCUMENT));
    api.get('/react-app.js', (c) => c.body(script, 200, { 'Content-Type': 'text/javascript' }));
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

async function bundleReactApp(): Promise<string> {
  const source = (path: string): string => resolve(import.meta.dirname, '../..', path);
  const result = await build({
    configFile: false,
    logLevel: 'error',
    plugins: [react()],
    resolve: { alias: { '@workos-inc/authkit-js': source('src/authkit/index.ts') } },
    build: {
      write: false,
      target: 'es2022',
      modulePreload: false,
      rolldownOptions: {
        input: source('tests/apps/react/main.tsx'),
        output: { format: 'iife', codeSplitting: false },
      },
    },
  });
  const [first] = [result].flat();
  const chunk = first !== undefined && 'output' in first ? first.output[0] : undefined;
  if (chunk === undefined) throw new Error('The React app was not bundled.');
  return chunk.code;
}
