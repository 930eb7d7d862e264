// Builds the page, and the worker as one classic script.
import { build } from 'vite';

const root = import.meta.dirname;
const shared = { configFile: false, root, logLevel: 'warn', publicDir: false };
await build({ ...shared, build: { target: 'es2022', modulePreload: false, assetsInlineLimit: 0 } });
await build({
  ...shared,
  define: { 'process.env.NODE_ENV': '"production"' },
  build: {
    target: 'es2022',
    emptyOutDir: false,
    rolldownOptions: {
      input: `${root}/worker.ts`,
      output: { format: 'iife', entryFileNames: 'sw.js', codeSplitting: false },
    },
  },
});
