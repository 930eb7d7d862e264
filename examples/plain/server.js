import { readFile } from 'node:fs/promises';
import { serveStatic } from '@hono/node-server/serve-static';
import { Hono } from 'hono';
import { createKeyringHost } from 'org-keyring/server';
import { keyringMiddleware } from 'org-keyring/server/hono';

/**
 * Serves the origin: first the keyring, then the API, the files, and one page for every other path.
 *
 * @param {object} settings
 * @param {import('org-keyring/server').KeyringConfiguration} settings.configuration
 * @param {string} settings.authKitJwksUri
 * @param {readonly string[]} settings.vaultSecrets
 * @param {Hono} settings.api your API, which verifies the tokens
 * @param {string} settings.outDir the folder of the build
 */
export function createApp({ configuration, authKitJwksUri, vaultSecrets, api, outDir }) {
  const readWorkerScript = () => readFile(`${outDir}/sw.js`, 'utf8');
  const host = createKeyringHost({ configuration, authKitJwksUri, vaultSecrets, readWorkerScript });
  const app = new Hono();
  app.use(keyringMiddleware(host));
  app.route('/', api);
  app.use('/assets/*', serveStatic({ root: outDir }));
  app.get('*', async (c) => c.html(await readFile(`${outDir}/index.html`, 'utf8')));
  return app;
}
