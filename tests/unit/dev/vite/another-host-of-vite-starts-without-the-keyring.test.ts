import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger, createServer, type InlineConfig, type ViteDevServer } from 'vite';
import { afterAll, expect, test } from 'vitest';
import { keyring } from '../../../../dev/vite/index.ts';
import { onFreePorts } from '../../../support/free-ports.ts';

const root = mkdtempSync(join(tmpdir(), 'keyring-vite-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** A server of another tool, which logs into the list. */
function start(config: InlineConfig, warnings: string[]): Promise<ViteDevServer> {
  const customLogger = createLogger('silent');
  customLogger.warn = (message) => void warnings.push(message);
  // A watcher still sets timers after its server is closed, also while a later file uses fake ones.
  return createServer({
    configFile: false,
    root,
    customLogger,
    ...config,
    server: { watch: null, ...config.server },
  });
}

const middlewareMode: InlineConfig = { server: { middlewareMode: true, ws: false } };
const vitest = { name: 'vitest:project:server' };

test('a server in middlewareMode, such as that of Storybook, starts and warns', async () => {
  const warnings: string[] = [];
  const server = await start({ ...middlewareMode, plugins: [keyring()] }, warnings);
  await server.close();
  expect(warnings).toEqual([expect.stringContaining('Mount createKeyringHost on your server')]);
});

test('Vitest starts without a warning', async () => {
  const warnings: string[] = [];
  const server = await start({ ...middlewareMode, plugins: [keyring(), vitest] }, warnings);
  await server.close();
  expect(warnings).toEqual([]);
});

test('pages of Vitest have no policy of the app', async () => {
  const server = await onFreePorts(async (port) =>
    (
      await start({ server: { port, strictPort: true, host: '127.0.0.1' }, plugins: [keyring(), vitest] }, [])
    ).listen(),
  );
  try {
    const response = await fetch(`http://127.0.0.1:${server.config.server.port}/`, { redirect: 'manual' });
    expect(response.status).not.toBe(302);
    expect(response.headers.get('Content-Security-Policy')).toBeNull();
  } finally {
    await server.close();
  }
});

test('a server with TLS does not start, because the app is at http://localhost', async () => {
  const starting = start({ server: { https: {} }, plugins: [keyring()] }, []);
  await expect(starting).rejects.toThrow(/^org-keyring: server\.https cannot be used, .* Remove it/);
});
