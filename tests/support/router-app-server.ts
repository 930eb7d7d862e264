import react from '@vitejs/plugin-react';
import { Hono } from 'hono';
import solid from 'vite-plugin-solid';
import { serveApp } from '../../dev/serve-app.ts';
import { solidTrustedTypes } from '../../dev/vite/solid-trusted-types.ts';
import type { AppServer } from './app-server.ts';
import { bundleApp, documentOf } from './bundle-app.ts';
import { startInProcess } from './in-process-server.ts';
import { VAULT_SECRET } from './vault.ts';

export const ROUTERS = ['tanstack', 'react-router', 'solid-router'] as const;

/**
 * One app for each router at `/:orgSlug/<router>.html`, on the worker and the headers of the library. `solid-guard` has
 * Solid's `RequireSession`.
 */
export async function startRouterAppServer(): Promise<AppServer> {
  const scripts = {
    tanstack: await bundleApp('react/tanstack.tsx', [react()]),
    'react-router': await bundleApp('react/react-router.tsx', [react()]),
    'solid-router': await bundleApp('solid/solid-router.tsx', [solid(), solidTrustedTypes()]),
    'solid-guard': await bundleApp('solid/guarded.tsx', [solid(), solidTrustedTypes()]),
  };
  return startInProcess({ VAULT_SECRET }, (backEnd) => {
    const api = new Hono();
    for (const [app, script] of Object.entries(scripts)) {
      api.get(`/:orgSlug/${app}.html`, (c) => c.html(documentOf(app)));
      api.get(`/${app}.js`, (c) => c.body(script, 200, { 'Content-Type': 'text/javascript' }));
    }
    api.route('/', backEnd.api);
    return serveApp({ ...backEnd, api }, 'dist');
  });
}
