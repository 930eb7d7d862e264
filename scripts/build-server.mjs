// Bundles the reference app's server into `dist-server`, so that it runs without node_modules: for a container.
import { cpSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const root = fileURLToPath(new URL('..', import.meta.url));
const outDir = process.env.SERVER_OUT_DIR || 'dist-server';

await build({
  configFile: false,
  root,
  logLevel: 'warn',
  publicDir: false,
  // The server has no node_modules. The embedded database is a development dependency, and `pg` works without the others.
  ssr: { noExternal: true, external: ['@electric-sql/pglite', 'pg-native', 'bufferutil', 'utf-8-validate'] },
  build: {
    outDir,
    emptyOutDir: true,
    ssr: 'dev/production-server.ts',
    target: 'node20',
    rolldownOptions: {
      checks: { bundlerTimings: false },
      // dev/database/open-database.ts finds the migrations beside this folder.
      output: { entryFileNames: 'server/server.mjs', chunkFileNames: 'server/[name].mjs' },
    },
  },
});
cpSync(new URL('../dev/api/migrations', import.meta.url), `${outDir}/api/migrations`, { recursive: true });
