// The pages of the contestants, bundled, and the files that `@axa-fr/oidc-client` needs beside its page.
import { cp, writeFile } from 'node:fs/promises';
import { build } from 'vite';

/** Bundles the pages into `directory/assets`, where the app's own scripts are. */
export async function buildPages(/** @type {string} */ directory) {
  await build({
    configFile: false,
    logLevel: 'warn',
    build: {
      target: 'es2022',
      outDir: directory,
      emptyOutDir: false,
      copyPublicDir: false,
      modulePreload: { polyfill: false },
      rolldownOptions: {
        checks: { bundlerTimings: false },
        input: Object.fromEntries(
          ['plain', 'keyring', 'axa', 'authkit-js'].map((name) => [
            `bench-${name}`,
            `bench/pages/${name}.mjs`,
          ]),
        ),
        output: { entryFileNames: 'assets/[name].js', chunkFileNames: 'assets/bench-[hash].js' },
      },
    },
  });
}

/** Writes the documents and AXA's files of one contestant. `index.html` is its app shell, so that all pages do the same. */
export async function writeDocuments(
  /** @type {string} */ directory,
  /** @type {string} */ app,
  hasWorker = true,
) {
  const { port } = new URL(app);
  const shell = document('bench-keyring');
  await Promise.all([
    writeFile(`${directory}/index.html`, shell),
    writeFile(`${directory}/bench.html`, document('bench-plain', hasWorker ? ' data-worker' : '')),
    writeFile(`${directory}/axa.html`, document('bench-axa')),
    writeFile(`${directory}/authkit-js.html`, document('bench-authkit-js')),
    cp(
      'node_modules/@axa-fr/oidc-client-service-worker/dist/OidcServiceWorker.js',
      `${directory}/OidcServiceWorker.js`,
    ),
    writeFile(
      `${directory}/OidcTrustedDomains.js`,
      `const trustedDomains = { default: ${JSON.stringify({
        oidcDomains: [`http://127.0.0.1:${Number(port) + 3}`],
        accessTokenDomains: [`${app}/api`],
      })} };\n`,
    ),
  ]);
}

function document(/** @type {string} */ script, attributes = '') {
  return `<!doctype html><html lang="en"${attributes}><title>bench</title><script type="module" src="/assets/${script}.js"></script></html>\n`;
}
