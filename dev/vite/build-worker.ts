import { resolve } from 'node:path';
import { build, type InlineConfig, type Plugin } from 'vite';
import { injectManifest } from 'workbox-build';

const ENTRY = 'sw/service-worker.ts';

/** The worker is one classic script without imports. A second file could be registered as another worker. */
function workerConfig(root: string): InlineConfig {
  return {
    configFile: false,
    root,
    publicDir: false,
    // Otherwise Workbox uses its development build, which logs URLs, including the callback URL with its code.
    mode: 'production',
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'warn',
    build: {
      emptyOutDir: false,
      target: 'es2022',
      modulePreload: false,
      rolldownOptions: {
        checks: { bundlerTimings: false },
        input: resolve(root, ENTRY),
        output: { format: 'iife', entryFileNames: 'sw.js', codeSplitting: false },
      },
    },
  };
}

/** Builds the worker after the page and adds the list of files to precache for offline use. */
export function buildWorker(): Plugin {
  let root = '';
  let outDir = '';
  return {
    name: 'keyring-worker',
    apply: 'build',
    configResolved(config) {
      root = config.root;
      outDir = resolve(config.root, config.build.outDir);
    },
    closeBundle: {
      sequential: true,
      order: 'post',
      async handler() {
        const config = workerConfig(root);
        await build({ ...config, build: { ...config.build, outDir } });
        const worker = resolve(outDir, 'sw.js');
        await injectManifest({
          swSrc: worker,
          swDest: worker,
          globDirectory: outDir,
          globPatterns: ['index.html', 'assets/**/*', 'icons/**/*', '*.svg', '*.webmanifest'],
          dontCacheBustURLsMatching: /^assets\//,
        });
      },
    },
  };
}

/** The worker of the development server. It is built at each request and precaches nothing. */
export async function buildDevelopmentWorker(root: string): Promise<string> {
  const config = workerConfig(root);
  const result = await build({ ...config, build: { ...config.build, write: false, minify: false } });
  const outputs = (Array.isArray(result) ? result : [result]).flatMap((each) =>
    'output' in each ? each.output : [],
  );
  const script = outputs.find((output) => output.type === 'chunk');
  if (script === undefined) throw new Error(`The build of ${ENTRY} produced no script.`);
  return script.code.replaceAll('self.__WB_MANIFEST', '[]');
}
