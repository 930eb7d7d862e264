// Builds the package: every module of its entries as an ES module in `lib`, with its types beside it.
import { execFileSync } from 'node:child_process';
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import solid from 'vite-plugin-solid';

const root = fileURLToPath(new URL('..', import.meta.url));
const lib = join(root, 'lib');

const PLUGIN = 'dev/vite/solid-trusted-types.ts';
const SERVER = ['server/index.ts', 'server/hono.ts', 'server/node.ts'];
const ENTRIES = ['src/client/index.ts', 'src/solid/index.ts', 'sw/index.ts', ...SERVER, PLUGIN];

rmSync(lib, { recursive: true, force: true });
await build({
  configFile: false,
  root,
  publicDir: false,
  logLevel: 'warn',
  plugins: [solid()],
  build: {
    outDir: lib,
    target: 'es2022',
    minify: false,
    rolldownOptions: {
      input: ENTRIES.map((entry) => join(root, entry)),
      external: /^[^./\0]/,
      preserveEntrySignatures: 'strict',
      output: { format: 'es', entryFileNames: '[name].js', preserveModules: true, preserveModulesRoot: root },
    },
  },
});

// What `tsc -b` declares, each part against the globals that it runs with.
execFileSync(join(root, 'node_modules', '.bin', 'tsc'), ['-b'], { cwd: root, stdio: 'inherit' });
for (const [part, folders] of Object.entries({
  core: ['src'],
  worker: ['src/keyring', 'sw'],
  page: ['src/client', 'src/solid'],
  node: ['server', PLUGIN.replace(/\.ts$/, '.d.ts')],
})) {
  for (const folder of folders)
    cpSync(join(root, '.types', part, folder), join(lib, folder), { recursive: true });
}
