// A worker script that reports how long its evaluation took. What comes before it, loading and compiling, is not included.
import { readFile, writeFile } from 'node:fs/promises';

const BEFORE = 'self.benchStart = performance.now();\n';
const AFTER = `
;{
  const evaluation = performance.now() - self.benchStart;
  self.addEventListener('message', (event) => {
    if (event.data === 'bench-evaluation') event.ports[0].postMessage(evaluation);
  });
}
`;

/** Adds the measurement to the script in a file. */
export async function timeEvaluation(/** @type {string} */ path) {
  await writeFile(path, BEFORE + (await readFile(path, 'utf8')) + AFTER);
}
