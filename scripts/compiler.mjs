// The TypeScript compiler of this repository. `node_modules/.bin/tsc` may be version 6: the bundler of the declarations
// depends on its API, it brings a `tsc` of its own, and its type check takes five to ten times as long.
import { fileURLToPath } from 'node:url';

export const compiler = fileURLToPath(new URL('../node_modules/typescript/bin/tsc', import.meta.url));
