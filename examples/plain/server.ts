import { readFile } from 'node:fs/promises';
import { serveStatic } from '@hono/node-server/serve-static';
import { Hono } from 'hono';
import { createKeyringHost, type KeyringConfiguration } from 'org-keyring/server';
import { keyringMiddleware } from 'org-keyring/server/hono';

/** The settings of this deployment. */
export interface Host {
  readonly configuration: KeyringConfiguration;
  readonly authKitJwksUri: string;
  readonly vaultSecrets: readonly string[];
  /** Your API, which verifies the tokens. */
  readonly api: Hono;
  /** The folder of the build. */
  readonly outDir: string;
}

/** Serves the origin: first the keyring, then the API, the files, and one page for every other path. */
export function createApp({ configuration, authKitJwksUri, vaultSecrets, api, outDir }: Host): Hono {
  const readWorkerScript = () => readFile(`${outDir}/sw.js`, 'utf8');
  const host = createKeyringHost({ configuration, authKitJwksUri, vaultSecrets, readWorkerScript });
  const app = new Hono();
  app.use(keyringMiddleware(host));
  app.route('/', api);
  app.use('/assets/*', serveStatic({ root: outDir }));
  app.get('*', async (c) => c.html(await readFile(`${outDir}/index.html`, 'utf8')));
  return app;
}
