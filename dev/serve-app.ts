import { readFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { resolve } from 'node:path';
import { serveStatic } from '@hono/node-server/serve-static';
import { type Context, Hono, type MiddlewareHandler } from 'hono';
import { keyringMiddleware } from '../server/hono.ts';
import type { KeyringHostOptions } from '../server/host-options.ts';
import { createKeyringHost, type KeyringHostHandler } from '../server/keyring-host.ts';
import { organizationManifests } from '../server/manifest.ts';
import { parseOrganizationId } from '../src/protocol/organization-id.ts';
import { isPagePath } from '../src/protocol/page-path.ts';
import { parsePaths } from '../src/protocol/parse-paths.ts';
import type { BackEnd } from './local-back-end.ts';
import { shareReads } from './share-reads.ts';

/**
 * Serves the origin of the built app: the keyring's host, the API, the files, and the app shell for every page.
 *
 * @param options replace those of the reference app
 */
export function serveApp(
  backEnd: BackEnd,
  outDir: string,
  options: Pick<KeyringHostOptions, 'policy'> = {},
): Hono {
  const app = new Hono();
  const { scope } = parsePaths(backEnd.configuration.paths);
  const { observability, metricsPath } = backEnd;
  app.use(observability.logRequests, redirectToLocalhost(backEnd.appOrigin));
  if (metricsPath !== null)
    app.get(metricsPath, (c, next) =>
      rawPathOf(c) === metricsPath ? observability.respondWithMetrics() : next(),
    );
  // The folder without its slash is outside of the worker's scope.
  if (scope !== '/') app.get(scope.slice(0, -1), (c) => c.redirect(scope, 302));
  const readWorkerScript = () => readFile(resolve(outDir, 'sw.js'), 'utf8');
  app.use(keyringMiddleware(createAppHost(backEnd, { ...options, readWorkerScript })));
  app.route('/', backEnd.api);
  app.use(async (c, next) => {
    await next();
    // The app shell, which every path without a file gets, has its own: it must not be kept under the path of an asset.
    if (c.res.headers.has('Cache-Control')) return;
    const isHashed = c.res.ok && c.req.path.startsWith(`${scope}assets/`);
    c.header('Cache-Control', isHashed ? 'public, max-age=31536000, immutable' : 'no-cache');
  });
  app.use(
    `${scope}*`,
    serveStatic({ root: outDir, rewriteRequestPath: (path) => path.slice(scope.length - 1) }),
  );
  app.get('*', async (c) => {
    // Uses the raw path, because Hono decodes it and the worker does not.
    if (!isPagePath(new URL(c.req.url).pathname, { scope })) return c.notFound();
    return c.html(await readFile(resolve(outDir, 'index.html'), 'utf8'), 200, {
      'Cache-Control': 'no-cache',
    });
  });
  app.notFound((c) => c.text('Not found\n', 404));
  return app;
}

/** The keyring's host with the options of the reference app: installable organizations and Solid's templates. */
export function createAppHost(
  { appOrigin, configuration, authKitJwksUri, vaultSecrets, directory, observability }: BackEnd,
  options: Pick<KeyringHostOptions, 'readWorkerScript' | 'isDevelopment' | 'policy'>,
): KeyringHostHandler {
  return createKeyringHost({
    configuration,
    authKitJwksUri,
    vaultSecrets,
    log: observability.reportMessage,
    observe: observability.observe,
    fetch: shareReads(),
    origin: appOrigin,
    policy: { page: { trustedTypesPolicies: ['solid-template'] } },
    manifests: organizationManifests({
      findOrganization: (key) =>
        parseOrganizationId(key) === undefined
          ? directory.organizationBySlug(key)
          : directory.organizationById(key),
    }),
    ...options,
  });
}

/**
 * The path as it was sent. A proxy that blocks a path may compare it undecoded, and Hono also finds a route by another
 * spelling of it, such as `/api/%6detrics` and `/api/./metrics`.
 */
function rawPathOf(c: Context): string {
  // Without Node's server there are no bindings.
  const bindings: { readonly incoming?: IncomingMessage } | undefined = c.env;
  return (bindings?.incoming?.url ?? new URL(c.req.url).pathname).split('?')[0] ?? '';
}

/** Redirects from `127.0.0.1`, which is another origin and would have a separate keyring. */
function redirectToLocalhost(appOrigin: string): MiddlewareHandler {
  return async (c, next) => {
    const url = new URL(c.req.url);
    if (url.origin === appOrigin) return next();
    return c.redirect(appOrigin + url.pathname + url.search, 302);
  };
}
