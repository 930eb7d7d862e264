import { resolve } from 'node:path';
import { build } from 'vite';

/** Bundles a file of this folder into one classic script. */
export async function bundleScript(file: string): Promise<string> {
  const result = await build({
    configFile: false,
    logLevel: 'warn',
    build: {
      write: false,
      target: 'es2022',
      modulePreload: false,
      rolldownOptions: {
        // Vite's helper for dynamic imports reads it, also where one script has everything.
        checks: { emptyImportMeta: false, bundlerTimings: false },
        input: resolve(import.meta.dirname, file),
        output: { format: 'iife', codeSplitting: false },
      },
    },
  });
  const [first] = [result].flat();
  const chunk = first !== undefined && 'output' in first ? first.output[0] : undefined;
  if (chunk === undefined) throw new Error(`${file} was not bundled.`);
  return chunk.code;
}
