// What code costs that no request runs: the minimal token worker, alone, with the code of the page half, which is about as large as
// the goal for a worker, and with the code of org-keyring's worker.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { rolldown } from 'rolldown';
import { sendCalls } from './calls.mjs';
import { MINIMAL_TOKEN_KIND, PASS_THROUGH_KIND, PASS_THROUGH_NAME } from './kinds.mjs';
import { measureRounds } from './rounds.mjs';
import { openUnobserved } from './unobserved-contestants.mjs';

/**
 * @param {import('./lab.mjs').Lab} lab
 * @param {number} rounds
 */
export async function measureScriptSizes(lab, rounds) {
  const kinds = [
    PASS_THROUGH_KIND,
    MINIMAL_TOKEN_KIND,
    withUnusedCode(await bundlePageHalf()),
    withUnusedCode(await readFile(join(lab.pages, 'sw.js'), 'utf8')),
  ];
  const { contestants, close } = await openUnobserved(lab, kinds);
  try {
    const plan = { contestants, rounds, base: PASS_THROUGH_NAME };
    for (const { evaluate } of contestants) await evaluate(sendCalls, { count: 20, atOnce: 1 });
    return [
      ...(await measureRounds({ ...plan, what: 'Cold call, by the size of the script' }, async (each) => {
        await each.stopWorker();
        return each.evaluate(sendCalls, { count: 1, atOnce: 1 });
      })),
      ...(await measureRounds({ ...plan, what: 'Controlled, by the size of the script' }, async (each) => ({
        times: [(await each.visitFirst()).controlled],
      }))),
    ];
  } finally {
    await close();
  }
}

/** @returns {import('./kinds.mjs').Kind} */
function withUnusedCode(/** @type {string} */ code) {
  const size = (gzipSync(code, { level: 9 }).length / 1_000).toFixed(0);
  return {
    ...MINIMAL_TOKEN_KIND,
    name: `${MINIMAL_TOKEN_KIND.name}, ${size} kB of unused code`,
    worker: `${MINIMAL_TOKEN_KIND.worker}\nfunction unused() {\n${code}\n}`,
  };
}

async function bundlePageHalf() {
  const bundled = await rolldown({ input: 'src/client/index.ts', platform: 'browser' });
  const { output } = await bundled.generate({
    format: 'iife',
    name: 'unusedClient',
    minify: true,
    codeSplitting: false,
  });
  await bundled.close();
  return output[0].code;
}
