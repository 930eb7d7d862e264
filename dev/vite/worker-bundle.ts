import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildEnvironmentOptions, build, type InlineConfig, type ResolvedConfig, version } from 'vite';

/** The worker of an app that does not bring one. */
const LIBRARY_WORKER = `import { installKeyring } from 'org-keyring/worker';
installKeyring();
self.addEventListener('install', () => void self.skipWaiting());`;
const LIBRARY_ENTRY = 'virtual:org-keyring-worker';

/** Where Workbox's tools put the list of files to precache. */
const MANIFEST = 'self.__WB_MANIFEST';
/** The name of a file that changes with its content. A document never has one. */
const HASHED = /-[\w-]{8,}\.(?!html$)\w+$/;
/** Hosts do not serve them, or only tools read them. One 404 would keep the worker from being installed. */
const NOT_CACHED =
  /\.map$|(?:^|\/)\.|^(?:_headers|_redirects|_routes\.json|_worker\.js|org-keyring\.nginx\.conf)$/;

/** What {@link bundleWorker} needs. */
export interface WorkerBundleOptions {
  readonly config: ResolvedConfig;
  /** The app's own worker, relative to Vite's root. Default: the library's. */
  readonly entry: string | undefined;
  readonly minify: boolean;
}

/**
 * Builds the worker as one classic script without imports: a second file could be registered as another worker, and module
 * workers break the sealed vault.
 *
 * @returns the script, with `self.__WB_MANIFEST` as it is in the source
 */
export async function bundleWorker({ config, entry, minify }: WorkerBundleOptions): Promise<string> {
  const input = entry === undefined ? LIBRARY_ENTRY : resolve(config.root, entry);
  const options: InlineConfig = {
    configFile: false,
    root: config.root,
    publicDir: false,
    mode: config.mode,
    envDir: config.envDir,
    ...(config.envPrefix !== undefined && { envPrefix: config.envPrefix }),
    // Workbox's development build logs URLs, including the callback URL with its code.
    define: { ...config.define, 'process.env.NODE_ENV': '"production"' },
    resolve: config.resolve,
    logLevel: 'warn',
    plugins: [
      {
        name: 'org-keyring:worker',
        async resolveId(id, importer) {
          if (id === LIBRARY_ENTRY) return `\0${id}`;
          if (importer !== `\0${LIBRARY_ENTRY}`) return null;
          // Without this package among the app's own dependencies, but with one that has it (pnpm), it is found only from here.
          const ofApp = await this.resolve(id, importer, { skipSelf: true });
          return ofApp ?? fileURLToPath(import.meta.resolve(id));
        },
        load: (id) => (id === `\0${LIBRARY_ENTRY}` ? LIBRARY_WORKER : null),
      },
    ],
    build: {
      write: false,
      minify,
      target: 'es2022',
      modulePreload: false,
      ...bundlerOptions(version, input),
    },
  };
  const [result] = [await build(options)].flat();
  const chunk = result !== undefined && 'output' in result ? result.output[0] : undefined;
  if (chunk === undefined) throw new Error(`The worker ${entry ?? ''} was not built.`);
  return chunk.code;
}

/** One classic script: Vite 8 bundles with Rolldown, and Vite 6 and 7 with Rollup, which ignores the options of the other. */
export function bundlerOptions(viteVersion: string, input: string): BuildEnvironmentOptions {
  if (Number.parseInt(viteVersion, 10) < 8)
    return { rollupOptions: { input, output: { format: 'iife', inlineDynamicImports: true } } };
  return {
    rolldownOptions: {
      checks: { bundlerTimings: false },
      input,
      output: { format: 'iife', codeSplitting: false },
    },
  };
}

/** Writes the worker into a finished build, with the list of its files if the worker precaches. */
export async function writeWorker(script: string, { config, file }: WorkerFile): Promise<void> {
  const outDir = resolve(config.root, config.build.outDir);
  const code = script.includes(MANIFEST)
    ? script.replaceAll(MANIFEST, JSON.stringify(await precacheManifest(outDir, { config, file })))
    : script;
  const target = join(outDir, file);
  await mkdir(dirname(target), { recursive: true });
  await writeFile(target, code);
}

/** The worker in a build: its name in the output folder. */
export interface WorkerFile {
  readonly config: ResolvedConfig;
  readonly file: string;
}

async function precacheManifest(outDir: string, { config, file }: WorkerFile) {
  const { base, build, publicDir } = config;
  const assets = build.assetsDir === '' ? '' : `${build.assetsDir}/`;
  const namesHaveHash = hasHashedNames(build);
  // The public folder is copied as it is.
  const isHashed = (path: string): boolean =>
    namesHaveHash &&
    path.startsWith(assets) &&
    HASHED.test(path) &&
    !(publicDir !== '' && existsSync(join(publicDir, path)));
  const entries = await readdir(outDir, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(outDir, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((path) => path !== file && !NOT_CACHED.test(path))
    .sort();
  return Promise.all(
    paths.map(async (path) => ({
      url: base + path,
      revision: isHashed(path)
        ? null
        : createHash('sha256')
            .update(await readFile(join(outDir, path)))
            .digest('hex')
            .slice(0, 16),
    })),
  );
}

/** By default they have. In a build without, `assets/admin-settings.js` is not a name with a hash. */
function hasHashedNames({ rollupOptions }: ResolvedConfig['build']): boolean {
  return [rollupOptions.output]
    .flat()
    .flatMap((output) => [output?.entryFileNames, output?.chunkFileNames, output?.assetFileNames])
    .every((name) => name === undefined || (typeof name === 'string' && name.includes('[hash')));
}
