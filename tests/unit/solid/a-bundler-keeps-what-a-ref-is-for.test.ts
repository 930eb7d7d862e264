import { resolve } from 'node:path';
import { rolldown } from 'rolldown';
import { expect, test } from 'vitest';

/** The package contains the Solid binding with its JSX, as `scripts/build-library.mjs` bundles it. */
test('the bundle with JSX has the code that hides unconfirmed components', async () => {
  const bundle = await rolldown({
    cwd: resolve(import.meta.dirname, '../../..'),
    input: 'src/solid/Concealed.tsx',
    external: ['solid-js'],
    tsconfig: 'tsconfig.page.json',
  });
  const { output } = await bundle.generate({ format: 'es' });
  const [{ code }] = output;
  expect(code).toContain('<div ref=');
  expect(code).toContain('content.style.display = ');
});
