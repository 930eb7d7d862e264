// Packs the package like `npm publish` and checks its entries, files, imports, links and types.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, normalize, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { build } from 'vite';
import solid from 'vite-plugin-solid';
import { ENTRIES, exportsOf } from './entries.mjs';
import { packPackage } from './pack.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const folder = mkdtempSync(join(tmpdir(), 'keyring-package-'));
const problems = [];

try {
  const tarball = packPackage(folder);
  execFileSync('tar', ['-xzf', tarball, '-C', folder]);
  const packed = join(folder, 'package');
  const files = listFiles(packed);

  checkExports();
  checkBuiltFiles(files);
  for (const file of files.filter((each) => /^lib\/.*\.(js|jsx|d\.ts)$/.test(each)))
    checkImports(packed, file);
  for (const file of files.filter((each) => each.endsWith('.md'))) checkLinks(packed, file);
  for (const entry of ENTRIES.filter(({ hasJsx }) => hasJsx)) await checkJsx(entry);
  runTool('publint', ['run', tarball, '--strict']);
  // The package contains only ES modules, so CommonJS resolution is not checked.
  runTool('attw', [tarball, '--profile', 'esm-only']);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

for (const problem of problems) console.error(`✗ ${problem}`);
if (problems.length > 0) process.exit(1);
console.log('The package is complete.');

function checkExports() {
  const expected = {
    ...Object.fromEntries(ENTRIES.map((entry) => [`./${entry.name}`, exportsOf(entry)])),
    './package.json': './package.json',
  };
  for (const path of new Set([...Object.keys(expected), ...Object.keys(manifest.exports)])) {
    if (!isDeepStrictEqual(manifest.exports[path], expected[path]))
      problems.push(
        `exports["${path}"] in package.json must be ${JSON.stringify(expected[path])}: scripts/entries.mjs says so`,
      );
  }
}

/** Each entry has one code file, one type file and its lazy modules. Other files are not allowed. */
function checkBuiltFiles(files) {
  const expected = ENTRIES.flatMap((entry) => [
    ...['js', 'd.ts', ...(entry.hasJsx ? ['jsx'] : [])].map((extension) => `lib/${entry.name}.${extension}`),
    ...(entry.lazy ?? []).map((module) => `lib/${entry.name}/${module}.js`),
  ]);
  const built = files.filter((file) => file.startsWith('lib/'));
  for (const file of expected) if (!built.includes(file)) problems.push(`${file} is missing`);
  for (const file of built) if (!expected.includes(file)) problems.push(`${file} belongs to no entry`);
}

/** Each import is a dependency, a peer dependency or the package itself. */
function checkImports(packed, file) {
  const allowed = new Set([
    manifest.name,
    ...Object.keys(manifest.dependencies),
    ...Object.keys(manifest.peerDependencies),
  ]);
  const code = readFileSync(join(packed, file), 'utf8');
  for (const [, specifier] of code.matchAll(/^(?:import|export)\b[^'"\n;]*['"]([^'"\n]+)['"];?$/gm)) {
    const name = specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
    if (specifier.startsWith('node:')) continue;
    if (!allowed.has(name)) problems.push(`${file} imports ${specifier}, which package.json does not name`);
  }
}

/**
 * Links in the README must point to files of the package. Other documents may also link to sources and tests, which
 * must exist in the repository.
 */
function checkLinks(packed, file) {
  const text = readFileSync(join(packed, file), 'utf8');
  for (const [, target] of text.matchAll(/\]\(([^)#\s]+)[^)]*\)/g)) {
    if (/^[a-z]+:/i.test(target)) continue;
    const path = normalize(join(dirname(file), target));
    if (existsSync(join(packed, path))) continue;
    if (file !== 'README.md' && existsSync(join(root, path))) continue;
    problems.push(`${file} links to ${target}, which is not in the package`);
  }
}

/** The `solid` condition is source code. It must compile for the server too, with the same exports. */
async function checkJsx(entry) {
  const namesOf = (code) =>
    [...code.matchAll(/^export \{([^}]*)\}/gm)]
      .flatMap(([, names]) => names.split(',').map((name) => name.trim()))
      .sort();
  const source = readFileSync(join(root, 'lib', `${entry.name}.jsx`), 'utf8');
  const compiled = readFileSync(join(root, 'lib', `${entry.name}.js`), 'utf8');
  if (!isDeepStrictEqual(namesOf(source), namesOf(compiled)) || namesOf(source).length === 0)
    problems.push(`lib/${entry.name}.jsx and lib/${entry.name}.js have other exports`);
  if (source.includes('solid-js/web')) problems.push(`lib/${entry.name}.jsx was compiled`);
  const { output } = await build({
    configFile: false,
    root,
    publicDir: false,
    logLevel: 'error',
    plugins: [solid({ ssr: true })],
    build: { write: false, ssr: join(root, 'lib', `${entry.name}.jsx`) },
  });
  if (!output.some(({ code }) => code?.includes('solid-js/web')))
    problems.push(`lib/${entry.name}.jsx does not compile for the server`);
}

function runTool(name, parameters) {
  try {
    execFileSync(join(root, 'node_modules', '.bin', name), parameters, {
      cwd: root,
      encoding: 'utf8',
      stdio: 'pipe',
    });
    console.log(`${name}: no problems`);
  } catch (error) {
    problems.push(`${name}:\n${error.stdout}${error.stderr}`);
  }
}

function listFiles(folder) {
  return readdirSync(folder, { recursive: true })
    .filter((path) => statSync(join(folder, path)).isFile())
    .map((path) => relative(folder, join(folder, path)).replaceAll('\\', '/'));
}
