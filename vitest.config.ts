import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: [
      { test: { name: 'unit', environment: 'node', include: ['tests/unit/**/*.test.ts'] } },
      { test: { name: 'fuzz', environment: 'node', include: ['tests/fuzz/**/*.test.ts'] } },
      {
        test: {
          name: 'conformance',
          environment: 'node',
          include: ['tests/conformance/**/*.test.ts'],
          // The OpenAPI document takes over a second to read: once per worker, not once per file.
          isolate: false,
        },
      },
    ],
  },
});
