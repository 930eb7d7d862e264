import { defineConfig, loadEnv } from 'vite';
import solid from 'vite-plugin-solid';
import { readEnvironment } from './dev/environment.ts';
import { backEnd } from './dev/vite/back-end.ts';
import { buildWorker } from './dev/vite/build-worker.ts';
import { solidTrustedTypes } from './dev/vite/solid-trusted-types.ts';

export default defineConfig(({ mode }) => {
  const environment = readEnvironment(loadEnv(mode, process.cwd(), ''));
  // Vite's own CORS would allow any localhost origin before our code; loopback only, and never another port.
  const listen = { host: '127.0.0.1', port: environment.port, strictPort: true, cors: false };
  return {
    base: environment.paths.scope,
    define: { __KEYRING_PATHS__: JSON.stringify(environment.paths) },
    plugins: [solid(), solidTrustedTypes(), buildWorker(), backEnd(environment)],
    build: {
      target: 'es2022',
      modulePreload: { polyfill: false },
      assetsInlineLimit: 0,
      rolldownOptions: { checks: { bundlerTimings: false } },
    },
    // The embedded database writes its files often. They are no sources.
    server: { ...listen, watch: { ignored: ['**/.data/**'] } },
    preview: listen,
  };
});
