import { readFile } from 'node:fs/promises';
import type { Server } from 'node:http';
import { join, resolve } from 'node:path';
import type { Connect, Plugin, ResolvedConfig } from 'vite';
import { checkMembers, type MembersOf } from '../../server/check-members.ts';
import { keyringMiddleware } from '../../server/node.ts';
import { checkText } from '../../src/protocol/check-setting.ts';
import {
  type DevelopmentHost,
  type DevelopmentHostOptions,
  startDevelopmentHost,
} from './development-host.ts';
import { externalInlineModules } from './inline-modules.ts';
import { type StaticHostOptions, writeStaticFiles } from './static-files.ts';
import { bundleWorker, type WorkerFile, writeWorker } from './worker-bundle.ts';

/** The options of {@link keyring}. */
export interface KeyringPluginOptions extends DevelopmentHostOptions {
  /** The app's own worker, e.g. `src/sw.ts`. It calls `installKeyring` first. Default: the library's worker. */
  readonly worker?: string | undefined;
  /** The worker's file in the build. Set it with `paths.workerScript`. Default: `sw.js`. */
  readonly workerFile?: string | undefined;
  /**
   * Prepares the build for a host that only serves files: nginx, Cloudflare Pages or Netlify. The worker gets its
   * configuration, and the build the headers in the format of the host. Default: your server mounts `createKeyringHost`.
   */
  readonly staticHost?: StaticHostOptions | undefined;
}

const OPTIONS: MembersOf<KeyringPluginOptions> = {
  worker: 0,
  workerFile: 0,
  staticHost: 0,
  configuration: 0,
  authKit: 0,
  authKitJwksUri: 0,
  policy: 0,
  vaultSecrets: 0,
};

const STATIC_HOST: MembersOf<StaticHostOptions> = {
  host: 0,
  configuration: 0,
  policy: 0,
  authKitJwksUri: 0,
  origin: 0,
};

/** Registers the worker in a way that Trusted Types allow: `useRegisterSW` passes a plain text. */
const REGISTRATION = /new Workbox\(\s*(?:"[^"]*"|'[^']*')/;

/** Storybook, for example, uses Vite in this way, and needs no keyring. */
const NO_SERVER =
  'org-keyring: this server does not serve the keyring, because Vite has no HTTP server of its own in middlewareMode. ' +
  'Mount createKeyringHost on your server, or start Vite without middlewareMode.';

const NO_HTTPS =
  'cannot be used, because the app is served at http://localhost. Remove it: browsers run service workers there without TLS.';

/** The development server, or the preview server. */
interface ServerOfVite {
  readonly httpServer: unknown;
  readonly middlewares: Connect.Server;
}

/**
 * org-keyring in Vite.
 *
 * - The development and preview servers have the routes and headers of `createKeyringHost`, and a local AuthKit.
 * - The worker is one classic script: built for each request in development, and as `sw.js` in the build, with
 *   `self.__WB_MANIFEST` replaced by the list of the build's files.
 * - With vite-plugin-pwa's `injectManifest`, that plugin builds the worker. Put `keyring()` after it, and set the same
 *   entry as `worker`. Set `injectRegister: null`; its `useRegisterSW` works.
 * - React Refresh works under the Content-Security-Policy.
 *
 * In production your own server mounts `createKeyringHost`, or `staticHost` prepares the build for a host without one.
 *
 * @throws KeyringConfigurationError if an option does not exist, or if a file is no text
 * @example
 * export default defineConfig({ plugins: [react(), keyring({ worker: 'src/sw.ts' })] });
 */
export function keyring(options: KeyringPluginOptions = {}): Plugin[] {
  checkMembers(options, OPTIONS);
  const { worker: entry, workerFile = 'sw.js', staticHost } = options;
  checkMembers(staticHost, STATIC_HOST, 'staticHost');
  if (entry !== undefined)
    checkText(entry, 'worker', 'Write the path of your worker, for example "src/sw.ts".');
  checkText(workerFile, 'workerFile', 'Write the name of the worker in the build, for example "sw.js".');
  let config: ResolvedConfig | undefined;
  /** The environments whose files are written: frameworks build the page and the server with one plugin. */
  const written = new Set<string>();
  const resolved = (): ResolvedConfig => {
    if (config === undefined) throw new Error('Vite has not resolved its configuration.');
    return config;
  };
  const serve = (
    { httpServer, middlewares }: ServerOfVite,
    { isDevelopment }: { readonly isDevelopment: boolean },
  ): void => {
    const { root, base, build, environments, logger, plugins, server, preview } = resolved();
    // Vitest loads the configuration of the app, and its pages are not those of the app.
    if (plugins.some(({ name }) => /^vitest(?::|$)/.test(name))) return;
    if (!isServer(httpServer)) {
      logger.warn(NO_SERVER);
      return;
    }
    const [name, { https }] = isDevelopment ? ['server', server] : ['preview', preview];
    if (https !== undefined) throw new Error(`org-keyring: ${name}.https ${NO_HTTPS}`);
    const { outDir } = environments.client?.build ?? build;
    const readWorkerScript = isDevelopment
      ? async () => withoutManifest(await bundleWorker({ config: resolved(), entry, minify: false }))
      : () => readFile(join(resolve(root, outDir), workerFile), 'utf8');
    const warn = (message: string): void => logger.warn(message);
    const start = (port: number) =>
      startDevelopmentHost(options, { port, root, base, warn, isDevelopment, readWorkerScript });
    middlewares.use(hostMiddleware(httpServer, start));
  };
  return [
    {
      name: 'org-keyring',
      configResolved: (value) => {
        config = value;
      },
      configureServer: (server) => serve(server, { isDevelopment: true }),
      configurePreviewServer: (server) => serve(server, { isDevelopment: false }),
      transform: {
        order: 'post',
        filter: { id: /pwa-register/, code: REGISTRATION },
        handler: (code) =>
          `import { workerScriptUrl as keyringScriptUrl } from 'org-keyring/client';\n${code.replace(REGISTRATION, 'new Workbox(keyringScriptUrl()')}`,
      },
      buildStart() {
        written.delete(this.environment.name);
      },
      writeBundle() {
        written.add(this.environment.name);
      },
      closeBundle: {
        sequential: true,
        order: 'post',
        async handler() {
          // Otherwise the build has failed, and another error would hide the reason.
          if (!written.has(this.environment.name)) return;
          // Not that of `configResolved`, which frameworks resolve once more for each environment.
          const { config } = this.environment;
          const { command, plugins, build, consumer } = config;
          const isBuiltElsewhere = plugins.some(({ name }) => name.startsWith('vite-plugin-pwa'));
          if (command !== 'build' || build.ssr || consumer === 'server') return;
          const place = { config, file: workerFile };
          if (isBuiltElsewhere) await assertKeyring(place);
          else await writeWorker(await bundleWorker({ config, entry, minify: true }), place);
          if (staticHost !== undefined) await writeStaticFiles(staticHost, place);
        },
      },
    },
    externalInlineModules(),
  ];
}

/** The development worker precaches nothing. */
function withoutManifest(script: string): string {
  return script.replaceAll('self.__WB_MANIFEST', '[]');
}

/** By default vite-plugin-pwa generates a worker of its own, without the keyring. */
async function assertKeyring({ config: { root, build }, file }: WorkerFile): Promise<void> {
  const script = await readFile(join(resolve(root, build.outDir), file), 'utf8').catch(() => undefined);
  if (script === undefined || script.includes('__keyringHost')) return;
  throw new Error(
    `org-keyring: ${file} of vite-plugin-pwa has no keyring. Set strategies: 'injectManifest', and call installKeyring() in its worker.`,
  );
}

/** The host starts when the server knows its port, and requests wait for it. */
function hostMiddleware(
  httpServer: Server,
  start: (port: number) => Promise<DevelopmentHost>,
): Connect.NextHandleFunction {
  const starting = new Promise<number>((done) =>
    httpServer.once('listening', () => done(portOf(httpServer))),
  ).then(start);
  const middleware = starting.then(({ host }) => keyringMiddleware(host));
  // Each request reports the error.
  middleware.catch(() => {});
  httpServer.once('close', () => void starting.then((running) => running.close()).catch(() => {}));
  return (request, response, next) => {
    // 127.0.0.1 is another origin and would have a separate keyring.
    const host = `localhost:${portOf(httpServer)}`;
    if (request.headers.host !== host) {
      response.writeHead(302, { Location: `http://${host}${request.url ?? '/'}` }).end();
      return;
    }
    middleware.then((handle) => handle(request, response, next), next);
  };
}

function isServer(value: unknown): value is Server {
  return typeof value === 'object' && value !== null && 'once' in value && 'address' in value;
}

function portOf(server: Server): number {
  const address = server.address();
  return address !== null && typeof address === 'object' ? address.port : 0;
}
