import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { build, createBuilder, type InlineConfig } from 'vite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { keyring } from '../../../../dev/vite/index.ts';
import type { KeyringPluginOptions } from '../../../../dev/vite/keyring-plugin.ts';
import { bundlerOptions } from '../../../../dev/vite/worker-bundle.ts';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'keyring-worker-'));
  write('index.html', '<!doctype html><title>App</title><script type="module" src="/main.js"></script>');
  write('main.js', 'document.title = "Started";');
  write('sw.js', 'self.files = self.__WB_MANIFEST;');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

interface PrecacheEntry {
  readonly url: string;
  readonly revision: string | null;
}

/** Builds the app, and runs its worker. */
async function runWorker(
  { file = 'sw.js', ...options }: Partial<KeyringPluginOptions> & { readonly file?: string } = {},
  config: InlineConfig = {},
): Promise<Record<string, unknown>> {
  const plugins = [keyring({ worker: 'sw.js', ...options }), config.plugins];
  await build({ configFile: false, root, logLevel: 'silent', ...config, plugins });
  const self: Record<string, unknown> = {};
  runInNewContext(readFileSync(join(root, 'dist', file), 'utf8'), { self });
  return self;
}

async function precached(config?: InlineConfig): Promise<readonly PrecacheEntry[]> {
  return (await runWorker({}, config)).files as readonly PrecacheEntry[];
}

test('a public file and a document have a revision, whatever their names look like', async () => {
  for (const path of ['apple-touch-icon.png', 'offline-fallback.html', 'assets/product-brochure.pdf'])
    write(`public/${path}`, path);
  const files = await precached();
  const revisionOf = (url: string) => files.find((file) => file.url === url)?.revision;
  expect(revisionOf('/apple-touch-icon.png')).toMatch(/^[0-9a-f]{16}$/);
  expect(revisionOf('/offline-fallback.html')).toMatch(/^[0-9a-f]{16}$/);
  expect(revisionOf('/assets/product-brochure.pdf')).toMatch(/^[0-9a-f]{16}$/);
  expect(files.filter(({ revision }) => revision === null)).toEqual([
    { url: expect.stringMatching(/^\/assets\/index-[\w-]{8}\.js$/), revision: null },
  ]);
});

test('without a folder for assets, a document has a revision and a hashed file has none', async () => {
  write('public/sign-in-completed.html', 'Completed');
  const files = await precached({ build: { assetsDir: '' } });
  expect(files.filter(({ revision }) => revision === null)).toEqual([
    { url: expect.stringMatching(/^\/index-[\w-]{8}\.js$/), revision: null },
  ]);
});

test('a build whose names have no hash has a revision of every file, so that a new version is loaded', async () => {
  write('admin-settings.js', 'document.title = "Settings";');
  for (const output of [
    { entryFileNames: 'assets/[name].js' },
    [{ entryFileNames: () => 'assets/[name].js' }],
  ]) {
    const files = await precached({ build: { rolldownOptions: { input: 'admin-settings.js', output } } });
    expect(files).toEqual([
      { url: '/assets/admin-settings.js', revision: expect.stringMatching(/^[0-9a-f]{16}$/) },
    ]);
  }
  const output = { entryFileNames: 'js/[name]-[hash].js', chunkFileNames: 'assets/[name]-[hash:10].js' };
  expect(
    await precached({ build: { assetsDir: 'js', rolldownOptions: { input: 'admin-settings.js', output } } }),
  ).toEqual([{ url: expect.stringMatching(/^\/js\/admin-settings-[\w-]{8}\.js$/), revision: null }]);
});

test('files that a host does not serve are not precached', async () => {
  for (const path of ['_headers', '_redirects', '_routes.json', '.well-known/security.txt'])
    write(`public/${path}`, path);
  const files = await precached({ build: { manifest: true } });
  expect(files.map(({ url }) => url).sort()).toEqual([
    expect.stringMatching(/^\/assets\/index-/),
    '/index.html',
  ]);
});

test('the worker has the environment, the constants and the resolution of its app', async () => {
  write('config/.env.staging', 'APP_API=https://staging.example.com\n');
  write('config/.env.production', 'APP_API=https://api.example.com\n');
  write('packages/words.dedicated.js', 'export const word = "found";');
  write(
    'sw.js',
    `import { word } from './packages/words';
self.built = [import.meta.env.APP_API, import.meta.env.MODE, __VERSION__, process.env.NODE_ENV, word];`,
  );
  const { built } = await runWorker(
    {},
    {
      mode: 'staging',
      envDir: 'config',
      envPrefix: 'APP_',
      define: { __VERSION__: '"1.2.3"' },
      resolve: { extensions: ['.dedicated.js'] },
    },
  );
  expect(built).toEqual(['https://staging.example.com', 'staging', '1.2.3', 'production', 'found']);
});

test('workerFile may be in a folder of the build', async () => {
  write('sw.js', 'self.isRunning = true;');
  expect(await runWorker({ workerFile: 'static/sw.js', file: 'static/sw.js' })).toEqual({ isRunning: true });
});

test('a build that fails says why', async () => {
  const plugin = {
    name: 'fails',
    transform: () => {
      throw new Error('the reason of the app');
    },
  };
  await expect(runWorker({}, { plugins: [plugin] })).rejects.toThrow('the reason of the app');
});

test('Vite 7 gets the options of Rollup, without which it would build the page as the worker', () => {
  expect(bundlerOptions('7.3.8', 'sw.js')).toEqual({
    rollupOptions: { input: 'sw.js', output: { format: 'iife', inlineDynamicImports: true } },
  });
  expect(Object.keys(bundlerOptions('8.0.0', 'sw.js'))).toEqual(['rolldownOptions']);
});

test('a framework that also builds a server gets the worker, once, among the files of the page', async () => {
  write('server.js', 'export default () => "page";');
  const environments = {
    client: { build: { outDir: 'out/client' } },
    ssr: { build: { outDir: 'out/server', ssr: 'server.js' } },
  };
  for (const sharedPlugins of [false, true]) {
    const plugins = [keyring({ worker: 'sw.js' })];
    const builder = { sharedConfigBuild: sharedPlugins, sharedPlugins };
    const config = { configFile: false, root, logLevel: 'silent', plugins, environments, builder } as const;
    await (await createBuilder(config)).buildApp();
    expect(readFileSync(join(root, 'out/client/sw.js'), 'utf8')).toContain('assets/index-');
    expect(readdirSync(join(root, 'out/server'))).toEqual(['server.mjs']);
    expect(existsSync(join(root, 'dist'))).toBe(false);
    rmSync(join(root, 'out'), { recursive: true });
  }
});
