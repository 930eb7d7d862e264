import { defineConfig } from 'vitest/config';

/** For a machine that does much else, or has just started, ms: no test waits for time to pass. */
const PATIENCE = { testTimeout: 120_000, hookTimeout: 120_000 };

export default defineConfig({
  test: {
    // A test that passes prints nothing: the log of a run is for what failed.
    silent: 'passed-only',
    projects: [
      {
        // Node would get Solid's server build, in which nothing reacts.
        resolve: { alias: { 'solid-js': 'solid-js/dist/solid.js' } },
        test: {
          name: 'unit',
          environment: 'node',
          ...PATIENCE,
          include: ['tests/unit/**/*.test.ts'],
          // A process for each file costs more than the tests. A test that stubs a global restores it.
          isolate: false,
          // Before any test stubs it: files of one process share globals, and undoing a stub must not delete the database.
          setupFiles: ['fake-indexeddb/auto'],
        },
      },
      // They need a PostgreSQL server, so only `npm run test:long` runs them.
      {
        test: {
          name: 'postgresql',
          environment: 'node',
          testTimeout: 180_000,
          hookTimeout: 300_000,
          include: ['tests/postgresql/**/*.test.ts'],
          // Each file may install PostgreSQL and builds the same process.
          fileParallelism: false,
        },
      },
      // They start hosts of other packages, such as nginx, so only `npm run test:long` runs them.
      {
        test: {
          name: 'hosts',
          environment: 'node',
          testTimeout: 180_000,
          hookTimeout: 600_000,
          include: ['tests/hosts/**/*.test.ts'],
          // Each file may install a package.
          fileParallelism: false,
        },
      },
      { test: { name: 'fuzz', environment: 'node', ...PATIENCE, include: ['tests/fuzz/**/*.test.ts'] } },
      {
        test: {
          name: 'conformance',
          environment: 'node',
          ...PATIENCE,
          include: ['tests/conformance/**/*.test.ts'],
          // The OpenAPI document takes over a second to read: once per worker, not once per file.
          isolate: false,
        },
      },
    ],
  },
});
