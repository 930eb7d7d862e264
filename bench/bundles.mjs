// Download size: the built page and worker, minified and compressed, compared with similar libraries.
import { readdir, readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { row } from './lab.mjs';

/** `@axa-fr/oidc-client` with its service worker, the closest peer: page 19.8 kB, worker 6.1 kB re-minified (kB gzip −9). */
const CLOSEST_PEER = { page: 19.8, worker: 6.1 };

export async function measureBundles() {
  const scripts = (await readdir('dist/assets')).filter((name) => name.endsWith('.js'));
  const page = (await Promise.all(scripts.map((name) => gzipSize(`dist/assets/${name}`)))).reduce(
    (a, b) => a + b,
    0,
  );
  const worker = await gzipSize('dist/sw.js');
  return [
    row(
      'Page script: app, Solid, router and keyring',
      page,
      'kB gzip',
      'oidc-client page, library alone',
      CLOSEST_PEER.page,
    ),
    row(
      'Worker script: keyring, jose, Workbox, app shell',
      worker,
      'kB gzip',
      'oidc-client worker',
      CLOSEST_PEER.worker,
    ),
  ];
}

async function gzipSize(/** @type {string} */ path) {
  return gzipSync(await readFile(path), { level: 9 }).length / 1000;
}
