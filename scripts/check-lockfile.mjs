// Checks that package-lock.json lists every optional package that another one names: without an entry for its
// platform, `npm ci` on macOS or Windows installs a linter or bundler without its native code. npm leaves such entries
// out when it updates a lockfile beside an existing node_modules.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const path = process.argv[2] ?? fileURLToPath(new URL('../package-lock.json', import.meta.url));
const { packages } = JSON.parse(readFileSync(path, 'utf8'));

const wanted = Object.entries(packages).flatMap(([dependent, { optionalDependencies = {} }]) =>
  Object.entries(optionalDependencies).map(([name, range]) => ({ dependent, name, range })),
);
const missing = wanted.filter(({ dependent, name, range }) => {
  const found = resolve(dependent, name);
  return found === undefined || (isExact(range) && found.version !== range);
});

for (const { dependent, name, range } of missing) {
  console.error(`${dependent || 'the project'} needs ${name}@${range}, which the lockfile does not list.`);
}
if (wanted.length === 0) console.error('The lockfile lists no optional package at all.');
if (missing.length > 0 || wanted.length === 0) {
  console.error('Remove node_modules and package-lock.json, and run npm install.');
  process.exit(1);
}
console.log(`All ${wanted.length} optional packages are listed.`);

/** The entry that Node would load: from the dependent's node_modules or from a parent folder. */
function resolve(dependent, name) {
  for (
    let folder = dependent;
    ;
    folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))
  ) {
    const found = packages[`${folder === '' ? '' : `${folder}/`}node_modules/${name}`];
    if (found !== undefined || folder === '') return found;
  }
}

function isExact(range) {
  return /^\d+\.\d+\.\d+[^ ]*$/.test(range);
}
