// The server of one contestant, in its own process: the reference app's back end, one more API that reports whether a request was
// authorized, and an OpenID provider for `@axa-fr/oidc-client`.
import { readFile } from 'node:fs/promises';
import { pipeline, Readable } from 'node:stream';
import { preview } from 'vite';

const directory = process.env.OUT_DIR;
const port = Number(process.env.PORT);
const app = `http://localhost:${port}`;
/** Files that `@axa-fr/oidc-client` needs at the root of the origin, and the documents of its page. Without a policy. */
const FILES = new Map([
  ['/OidcServiceWorker.js', ['OidcServiceWorker.js', 'text/javascript']],
  ['/OidcTrustedDomains.js', ['OidcTrustedDomains.js', 'text/javascript']],
  ['/axa', ['axa.html', 'text/html']],
  ['/axa/callback', ['axa.html', 'text/html']],
]);
// The page of `@workos-inc/authkit-js` is at the redirect URI.
if (process.env.CALLBACK_PAGE) FILES.set('/auth/callback', [process.env.CALLBACK_PAGE, 'text/html']);

/** @type {import('vite').Plugin} */
const benchRoutes = {
  name: 'bench-routes',
  enforce: 'pre',
  configurePreviewServer(server) {
    server.middlewares.use((request, response, next) => {
      const { pathname, searchParams } = new URL(request.url ?? '/', app);
      const file = FILES.get(pathname);
      if (pathname === '/api/bench/file') sendBytes(request, response, Number(searchParams.get('bytes')));
      else if (pathname === '/api/bench') respond(request, response);
      else if (file !== undefined) void sendFile(response, file[0], file[1]).catch(next);
      else next();
    });
  },
};

// Only one contestant needs it, and its package writes warnings when it is loaded.
if (process.env.OIDC_PROVIDER === '1') {
  const { startProvider } = await import('./oidc-provider.mjs');
  await startProvider(port + 3, app);
}
await preview({ logLevel: 'warn', build: { outDir: directory }, plugins: [benchRoutes] });
console.log('ready ');

/** Reads the whole body, and responds with its size and whether the request had a bearer token. */
function respond(
  /** @type {import('node:http').IncomingMessage} */ request,
  /** @type {import('node:http').ServerResponse} */ response,
) {
  let bytes = 0;
  request.on('data', (chunk) => {
    bytes += chunk.length;
  });
  request.on('end', () => {
    response.setHeader('Content-Type', 'application/json');
    response.setHeader('Cache-Control', 'no-store');
    response.end(JSON.stringify({ isAuthorized: isAuthorized(request), bytes }));
  });
}

/** Responds with so many bytes, at the speed at which they are read. `X-Authorized` says whether the request had a bearer token. */
function sendBytes(
  /** @type {import('node:http').IncomingMessage} */ request,
  /** @type {import('node:http').ServerResponse} */ response,
  /** @type {number} */ bytes,
) {
  response.writeHead(200, {
    'Content-Type': 'application/octet-stream',
    'Content-Length': bytes,
    'Cache-Control': 'no-store',
    'X-Authorized': String(isAuthorized(request)),
  });
  const chunk = Buffer.alloc(1_000_000, 7);
  const parts = Array.from({ length: Math.ceil(bytes / chunk.length) }, (_, part) =>
    chunk.subarray(0, Math.min(chunk.length, bytes - part * chunk.length)),
  );
  // The reader may go away.
  pipeline(Readable.from(parts), response, () => {});
}

function isAuthorized(/** @type {import('node:http').IncomingMessage} */ { headers }) {
  return /^Bearer .{40,}/.test(headers.authorization ?? '');
}

async function sendFile(
  /** @type {import('node:http').ServerResponse} */ response,
  /** @type {string} */ name,
  /** @type {string} */ type,
) {
  const content = await readFile(`${directory}/${name}`);
  response.setHeader('Content-Type', `${type}; charset=utf-8`);
  response.setHeader('Cache-Control', 'no-cache');
  response.end(content);
}
