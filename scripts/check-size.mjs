// Prints the size of each entry in an app and fails if one exceeds its budget (size-budget.json, bytes after gzip -9).
// An entry is bundled with its dependencies and minified, without comments, as Vite bundles an app. Peer dependencies do not count.
// `lazy` is what the entry loads with `import()`, bytes after gzip; no budget includes it. `--json FILE` also writes the sizes. Reads
// `lib`: `npm run check:size` builds it first.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { rolldown } from 'rolldown';
import { ENTRIES } from './entries.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const budgets = JSON.parse(readFileSync(join(root, 'scripts', 'size-budget.json'), 'utf8'));
const jsonFile = process.argv.includes('--json')
  ? process.argv[process.argv.indexOf('--json') + 1]
  : undefined;

const peers = [manifest.name, ...Object.keys(manifest.peerDependencies)];
const isPeer = (id) =>
  id.startsWith('node:') || peers.some((peer) => id === peer || id.startsWith(`${peer}/`));

const rows = {};
const problems = [];
for (const entry of ENTRIES) {
  if (budgets[entry.name] === undefined)
    problems.push(`"${entry.name}" has no budget in scripts/size-budget.json`);
}
for (const [name, { exports, gzip: budget }] of Object.entries(budgets)) {
  const entry = ENTRIES.find((each) => each.name === name.split(':')[0]);
  if (entry === undefined) {
    problems.push(`scripts/size-budget.json names "${name}", which is no entry`);
    continue;
  }
  const { code, lazyCode } = await bundle(entry, exports);
  const gzip = gzipSync(code, { level: 9 }).length;
  const lazy = lazyCode.length > 0 && { lazy: gzipSync(lazyCode, { level: 9 }).length };
  rows[name] = { minified: code.length, gzip, budget, ...lazy };
  if (gzip > budget) problems.push(`"${name}" has ${gzip} bytes after gzip; its budget is ${budget}`);
}

console.table(rows);
if (jsonFile !== undefined) writeFileSync(jsonFile, `${JSON.stringify(rows, null, 2)}\n`);
for (const problem of problems) console.error(`✗ ${problem}`);
if (problems.length > 0) process.exit(1);

async function bundle(entry, names) {
  const what = names === '*' ? '*' : `{ ${names.join(', ')} }`;
  const id = '\0entry';
  const bundled = await rolldown({
    cwd: root,
    input: id,
    external: isPeer,
    platform: entry.project === 'node' ? 'node' : 'browser',
    transform: { define: { 'process.env.NODE_ENV': '"production"' } },
    plugins: [
      {
        name: 'entry',
        resolveId: (source) => (source === id ? id : null),
        load: (source) =>
          source === id
            ? `export ${what} from ${JSON.stringify(join(root, 'lib', `${entry.name}.js`))};`
            : null,
      },
    ],
  });
  const splits = entry.lazy !== undefined;
  const { output } = await bundled.generate({
    format: 'es',
    minify: true,
    codeSplitting: splits,
    comments: false,
  });
  const chunks = output.filter(({ type }) => type === 'chunk');
  const main = chunks.find(({ isEntry }) => isEntry);
  const first = chunks.filter((chunk) => chunk === main || main.imports.includes(chunk.fileName));
  const codeOf = (some) => Buffer.from(some.map(({ code }) => code).join(''));
  return { code: codeOf(first), lazyCode: codeOf(chunks.filter((chunk) => !first.includes(chunk))) };
}
