/**
 * The entries of the package, and the only list of them: `scripts/build-library.mjs` builds one file for each, and
 * `scripts/check-package.mjs` compares the list with `exports` in package.json.
 *
 * - `name`: what follows `org-keyring/` in an import, and `lib/` in the name of the built file.
 * - `source`: the module whose exports are the entry's.
 * - `project`: the compiler project (`tsconfig.<project>.json`) that declares its types.
 * - `shares`: further modules whose exports the entry exports. The other entries of its project import them from it.
 * - `bundles`: dependencies that are copied into the entry, because an app need not have them. Their licenses are its banner.
 * - `lazy`: modules that the entry loads with `import()`, each built as `lib/<name>/<module>.js`. An app's bundler splits them too.
 * - `hasJsx`: the entry is also shipped with its JSX, for Solid's own compiler (server rendering, hydration).
 */
export const ENTRIES = [
  { name: 'client', source: 'src/client/index.ts', project: 'page', lazy: ['development'] },
  { name: 'solid', source: 'src/solid/index.ts', project: 'page', hasJsx: true },
  { name: 'authkit', source: 'src/authkit/index.ts', project: 'page' },
  { name: 'react', source: 'src/react/index.ts', project: 'react' },
  { name: 'worker', source: 'sw/index.ts', project: 'worker' },
  {
    name: 'server',
    source: 'server/index.ts',
    project: 'node',
    shares: ['src/protocol/configuration-error.ts'],
  },
  { name: 'server/hono', source: 'server/hono.ts', project: 'node' },
  { name: 'server/node', source: 'server/node.ts', project: 'node' },
  { name: 'vite', source: 'dev/vite/index.ts', project: 'node' },
  {
    name: 'testing',
    source: 'dev/testing/index.ts',
    project: 'node',
    bundles: ['hono', '@hono/node-server'],
  },
];

/** What package.json has to say about an entry. */
export function exportsOf(entry) {
  const file = `./lib/${entry.name}`;
  return {
    types: `${file}.d.ts`,
    ...(entry.hasJsx && { solid: `${file}.jsx` }),
    default: `${file}.js`,
  };
}
