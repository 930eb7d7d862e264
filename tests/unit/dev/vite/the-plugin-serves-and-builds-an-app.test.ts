import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer as createHttpServer, get } from 'node:http';
import { join, resolve } from 'node:path';
import { Script } from 'node:vm';
import react from '@vitejs/plugin-react';
import { build, createServer, type InlineConfig, type PluginOption, preview } from 'vite';
import { VitePWA } from 'vite-plugin-pwa';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { keyring } from '../../../../dev/vite/index.ts';
import { onFreePorts } from '../../../support/free-ports.ts';
import { CONFIGURATION } from '../../support/configuration.ts';

/** The headers that a browser sends when it loads a service worker. */
const WORKER_LOAD = {
  'Service-Worker': 'script',
  'Sec-Fetch-Dest': 'serviceworker',
  'Sec-Fetch-Mode': 'same-origin',
  'Sec-Fetch-Site': 'same-origin',
};
const DOCUMENT = { Accept: 'text/html' };

const repository = resolve(import.meta.dirname, '../../../..');
let root = '';
beforeAll(() => {
  // Below the repository, so that packages are found.
  mkdirSync(join(repository, '.types'), { recursive: true });
  root = mkdtempSync(join(repository, '.types/vite-app-'));
  writeFileSync(
    join(root, 'index.html'),
    '<!doctype html><title>App</title><div id="root"></div><script type="module" src="/main.jsx"></script>',
  );
  writeFileSync(
    join(root, 'main.jsx'),
    "import { registerSW } from 'virtual:pwa-register';\nregisterSW();\nexport const App = () => <p>Hello</p>;\n",
  );
  writeFileSync(
    join(root, 'plain.html'),
    '<!doctype html><title>Plain</title><script type="module">document.title = "Inline";</script>',
  );
  writeFileSync(
    join(root, 'sw.js'),
    "import { installKeyring } from 'org-keyring/worker';\ninstallKeyring();\nself.files = self.__WB_MANIFEST;\n",
  );
  mkdirSync(join(root, 'node_modules'));
  symlinkSync(join(repository, 'node_modules/workbox-window'), join(root, 'node_modules/workbox-window'));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const pwa = (): PluginOption =>
  VitePWA({
    strategies: 'injectManifest',
    srcDir: '.',
    filename: 'sw.js',
    injectRegister: null,
    manifest: false,
  });

function configOf(plugins: PluginOption[], port = 0): InlineConfig {
  const listen = { port, strictPort: true, host: 'localhost' };
  return {
    configFile: false,
    root,
    logLevel: 'error',
    plugins,
    resolve: {
      alias: {
        'org-keyring/worker': join(repository, 'sw/index.ts'),
        'org-keyring/client': join(repository, 'src/client/index.ts'),
      },
    },
    // A watcher still sets timers after its server is closed, also while a later file uses fake ones.
    server: { ...listen, watch: null },
    preview: listen,
  };
}

interface Answer {
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: string;
}

/** Not `fetch`, because it sets its own Fetch Metadata headers. */
function request(url: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
  return new Promise((done, failed) => {
    get(url, { headers }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        body += chunk;
      });
      response.once('end', () => done({ status: response.statusCode, headers: response.headers, body }));
    }).once('error', failed);
  });
}

const worker = { worker: 'sw.js' };

test('the development server has the host, the local AuthKit, and React Refresh without inline scripts', async () => {
  const server = await onFreePorts(async (port) =>
    (await createServer(configOf([react(), pwa(), keyring(worker)], port))).listen(),
  );
  try {
    const origin = `http://localhost:${server.config.server.port}`;
    const document = await request(`${origin}/`, DOCUMENT);
    expect(document.status).toBe(200);
    expect(document.headers['content-security-policy']).toContain("script-src 'self'");
    expect(document.body).not.toMatch(/<script(?![^>]*\bsrc=)/);
    const preamble = /src="(\/@keyring\/inline\/[^"]+)"/.exec(document.body)?.[1] ?? '';
    expect((await request(origin + preamble)).body).toContain('@react-refresh');

    const script = await request(`${origin}/sw.js`, WORKER_LOAD);
    expect(script.body).toMatch(/^const __keyringHost=/);
    expect(script.body).not.toContain('__WB_MANIFEST');
    expect(() => new Script(script.body)).not.toThrow();

    const { keys } = JSON.parse((await request(`${origin}/auth/jwks`)).body);
    expect(keys).toHaveLength(1);
    const elsewhere = await request(`${origin}/x`, { Host: '127.0.0.1:1' });
    expect([elsewhere.status, elsewhere.headers.location]).toEqual([302, `${origin}/x`]);
    // A path that no URL can have.
    expect((await request(`${origin}//`, DOCUMENT)).status).toBe(200);

    // No server serves the secret of the sealed vault.
    expect(readdirSync(root)).not.toContain('vault-secret');
    expect(readdirSync(join(root, 'node_modules/.cache/org-keyring'))).toContain('vault-secret');
  } finally {
    await server.close();
  }
});

test('the local AuthKit knows an app below a path, whose redirect URI follows the scope', async () => {
  const paths = { scope: '/app/' };
  const server = await onFreePorts(async (port) =>
    (await createServer(configOf([pwa(), keyring({ ...worker, configuration: { paths } })], port))).listen(),
  );
  try {
    const { port = 0 } = server.config.server;
    const script = await request(`http://localhost:${port}/app/sw.js`, WORKER_LOAD);
    const redirectUri = `http://localhost:${port}/app/auth/callback`;
    expect(script.body).toContain(`"redirectUri":"${redirectUri}"`);

    const authKit = `http://127.0.0.1:${port + 1}/user_management`;
    const signIn = new URLSearchParams({
      client_id: 'client_local',
      redirect_uri: redirectUri,
      response_type: 'code',
      provider: 'authkit',
      code_challenge: 'x'.repeat(43),
      code_challenge_method: 'S256',
    });
    const hosted = await request(`${authKit}/authorize?${signIn}`);
    expect(hosted.body).not.toContain('not a registered redirect URI');
    expect(hosted.status).toBe(200);
  } finally {
    await server.close();
  }
});

test('a port of the local AuthKit that is in use is named, with the option that sets another one', async () => {
  const other = createHttpServer();
  await new Promise<void>((done) => other.listen(0, '127.0.0.1', done));
  const address = other.address();
  const port = address !== null && typeof address === 'object' ? address.port : 0;
  const server = await onFreePorts(async (free) =>
    (await createServer(configOf([keyring({ authKit: { port } })], free))).listen(),
  );
  server.config.logger.error = () => {};
  try {
    const answer = await request(`http://localhost:${server.config.server.port}/`);
    expect(answer.status).toBe(500);
    expect(answer.body).toContain(`the port ${port} of the local AuthKit is in use.`);
  } finally {
    await server.close();
    other.close();
  }
});

test('the build has the worker as one classic script with the list of files, and the preview serves it', async () => {
  await build(configOf([react(), keyring(worker), { ...noRegister }]));
  const code = readFileSync(join(root, 'dist/sw.js'), 'utf8');
  expect(() => new Script(code)).not.toThrow();
  const asset = readdirSync(join(root, 'dist/assets')).find((name) => name.endsWith('.js'));
  expect(code).toMatch(
    /url:"\/index\.html",revision:"[0-9a-f]{16}"|"url":"\/index\.html","revision":"[0-9a-f]{16}"/,
  );
  expect(code).toContain(`"url":"/assets/${asset}","revision":null`);

  const server = await onFreePorts((port) => preview(configOf([keyring(worker)], port)));
  try {
    const origin = `http://localhost:${server.config.preview.port}`;
    const script = await request(`${origin}/sw.js`, WORKER_LOAD);
    expect(script.body).toMatch(/^const __keyringHost=.*client_local/);
    expect((await request(`${origin}/acme/`, DOCUMENT)).headers['content-security-policy']).toContain(
      "require-trusted-types-for 'script'",
    );
  } finally {
    await server.close();
  }
});

test('with staticHost the build has its headers and a worker with its configuration, which the preview replaces', async () => {
  const staticHost = {
    host: 'netlify',
    configuration: { ...CONFIGURATION, vault: 'device' },
    authKitJwksUri: 'https://api.workos.com/sso/jwks/client_test',
  } as const;
  await build(configOf([react(), keyring({ ...worker, staticHost }), { ...noRegister }]));
  const read = (file: string): string => readFileSync(join(root, 'dist', file), 'utf8');
  expect(() => new Script(read('sw.js'))).not.toThrow();
  expect(read('sw.js')).toMatch(/^const __keyringHost=.*client_test.*"vault":\{"mode":"device"\}/);
  expect(read('_headers')).toContain("  Content-Security-Policy: default-src 'none'");
  expect(read('auth/callback.html')).toContain('Sign-in could not be completed');

  // Rules of the app itself are kept, and come first.
  mkdirSync(join(root, 'public'));
  writeFileSync(join(root, 'public/_redirects'), '/api/* https://api.example.com/:splat 200\n');
  await build(configOf([react(), keyring({ ...worker, staticHost }), { ...noRegister }]));
  rmSync(join(root, 'public'), { recursive: true });
  expect(read('_redirects').split('\n')[0]).toBe('/api/* https://api.example.com/:splat 200');
  expect(read('_redirects')).toContain('\n/* /index.html 200\n');
  expect(read('_headers')).toMatch(/^# Generated by org-keyring/);

  const server = await onFreePorts((port) => preview(configOf([keyring(worker)], port)));
  try {
    const script = await request(`http://localhost:${server.config.preview.port}/sw.js`, WORKER_LOAD);
    expect(script.body.match(/const __keyringHost=/g)).toHaveLength(1);
    expect(script.body).toMatch(/^const __keyringHost=.*client_local/);
    expect(() => new Script(script.body)).not.toThrow();
  } finally {
    await server.close();
  }
});

test('vite-plugin-pwa builds the worker itself, and its registration passes a trusted script URL', async () => {
  await build(configOf([react(), pwa(), keyring(worker)]));
  const code = readFileSync(join(root, 'dist/sw.js'), 'utf8');
  expect(() => new Script(code)).not.toThrow();
  expect(code).not.toContain('__WB_MANIFEST');
  expect(code).toContain('index.html');
  const page = readdirSync(join(root, 'dist/assets'))
    .filter((name) => name.endsWith('.js'))
    .map((name) => readFileSync(join(root, 'dist/assets', name), 'utf8'))
    .join('\n');
  expect(page).toContain('keyring-worker');
  expect(page).not.toMatch(/new \w+\(["'`]\/sw\.js["'`]/);
});

test('a worker that vite-plugin-pwa generates without the keyring is an error of the build', async () => {
  const generated = VitePWA({ injectRegister: null, manifest: false });
  await expect(build(configOf([react(), generated, keyring()]))).rejects.toThrow(
    "sw.js of vite-plugin-pwa has no keyring. Set strategies: 'injectManifest', and call installKeyring() in its worker.",
  );
});

/** Stands in for vite-plugin-pwa's module, which the page imports. */
const noRegister = {
  name: 'no-register',
  resolveId: (id: string) => (id === 'virtual:pwa-register' ? '\0no-register' : null),
  load: (id: string) => (id === '\0no-register' ? 'export const registerSW = () => {};' : null),
};
