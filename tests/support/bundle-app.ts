import { resolve } from 'node:path';
import { build, type PluginOption } from 'vite';

const source = (path: string): string => resolve(import.meta.dirname, '../..', path);

/** Bundles an app of `tests/apps` into one module, with `@workos-inc/authkit-js` replaced as the documents say. */
export async function bundleApp(file: string, plugins: PluginOption[]): Promise<string> {
  const result = await build({
    configFile: false,
    logLevel: 'error',
    plugins,
    resolve: { alias: { '@workos-inc/authkit-js': source('src/authkit/index.ts') } },
    build: {
      write: false,
      target: 'es2022',
      modulePreload: false,
      rolldownOptions: {
        input: source(`tests/apps/${file}`),
        output: { format: 'es', codeSplitting: false },
      },
    },
  });
  const [first] = [result].flat();
  const chunk = first !== undefined && 'output' in first ? first.output[0] : undefined;
  if (chunk === undefined) throw new Error(`${file} was not bundled.`);
  return chunk.code;
}

/** A document with nothing but a bundled app, which is served at `/<app>.js`. */
export const documentOf = (app: string): string =>
  `<!doctype html><title>${app}</title><div id="root"></div><script type="module" src="/${app}.js"></script>`;
