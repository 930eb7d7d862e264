import { getRequestListener } from '@hono/node-server';
import react from '@vitejs/plugin-react';
import { keyring } from 'org-keyring/vite'; // keyring
import { defineConfig, type Plugin } from 'vite';
import { VitePWA } from 'vite-plugin-pwa';
import { createApi } from './server/api.js';

const PORT = 5173;
/** The local AuthKit that `keyring()` starts on the next port. */
const AUTHKIT = `http://127.0.0.1:${PORT + 1}`;

export default defineConfig({
  plugins: [
    react(),
    VitePWA({
      strategies: 'injectManifest',
      srcDir: 'src',
      filename: 'sw.ts',
      registerType: 'prompt',
      injectRegister: null,
      manifest: { name: 'Notes', icons: [{ src: '/icon.svg', sizes: 'any', type: 'image/svg+xml' }] },
      injectManifest: { rollupFormat: 'iife' },
    }),
    keyring({ worker: 'src/sw.ts', configuration: { binding: 'explicit' } }), // keyring
    api(),
  ],
  resolve: { alias: { '@workos-inc/authkit-js': 'org-keyring/authkit' } }, // keyring
  server: { port: PORT, strictPort: true },
});

/** The API in `npm run dev`. */
function api(): Plugin {
  const app = createApi({ workosOrigin: AUTHKIT, clientId: 'client_local' });
  return {
    name: 'api',
    configureServer({ middlewares }) {
      const listener = getRequestListener(app.fetch, { overrideGlobalObjects: false });
      middlewares.use((request, response, next) => {
        if (/^\/(?:api|pictures)\//.test(request.url ?? '')) void listener(request, response);
        else next();
      });
    },
  };
}
