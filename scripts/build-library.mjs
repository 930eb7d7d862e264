// Builds the package: one ES module and one type declaration file per entry in `lib`. Dependencies stay imports.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { rollup } from 'rollup';
import { dts } from 'rollup-plugin-dts';
import { build } from 'vite';
import solid from 'vite-plugin-solid';
import { compiler } from './compiler.mjs';
import { ENTRIES } from './entries.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const lib = join(root, 'lib');

/** The compiler projects whose declarations an entry can reach, each with its globals. */
const PROJECTS = ['core', 'worker', 'page', 'react', 'node'];
const isPackageName = (id) => /^[^./\0]/.test(id) && !/^[a-z]:[\\/]/i.test(id);

rmSync(lib, { recursive: true, force: true });
/** The names of the exported values of each entry. */
const values = new Map();
for (const entry of ENTRIES) {
  values.set(entry, await bundle(entry));
  if (entry.hasJsx) await compileJsx(entry);
}

execFileSync(process.execPath, [compiler, '-b', ...PROJECTS.map((project) => `tsconfig.${project}.json`)], {
  cwd: root,
  stdio: 'inherit',
});
const declarations = mkdtempSync(join(tmpdir(), 'keyring-types-'));
try {
  for (const project of PROJECTS) cpSync(join(root, '.types', project), declarations, { recursive: true });
  for (const entry of ENTRIES) await buildTypes(entry);
} finally {
  rmSync(declarations, { recursive: true, force: true });
}

/**
 * Builds `lib/<entry>.js`, or `.jsx` with unchanged JSX if the entry has JSX, and the modules that the entry loads lazily.
 *
 * @returns the names of the exported values
 */
async function bundle(entry) {
  const bundled = await rolldown({
    cwd: root,
    input: entry.source,
    external: (id) => isPackageName(id) && !isBundled(entry, id),
    preserveEntrySignatures: 'strict',
    transform: { target: 'es2022' },
    tsconfig: join(root, `tsconfig.${entry.project}.json`),
    plugins: [otherEntries(entry, root)],
    onLog: (level, log) => {
      if (level === 'warn') throw new Error(`${entry.name}: ${log.message}`);
    },
  });
  const { output } = await bundled.write({
    dir: lib,
    entryFileNames: `${entry.name}.${entry.hasJsx ? 'jsx' : 'js'}`,
    chunkFileNames: `${entry.name}/[name].js`,
    format: 'es',
    codeSplitting: entry.lazy !== undefined,
    banner: licensesOf(entry),
  });
  return output.find(({ isEntry }) => isEntry).exports;
}

function isBundled({ bundles = [] }, id) {
  return bundles.some((name) => id === name || id.startsWith(`${name}/`));
}

/** The licenses of the bundled dependencies, which require it. */
function licensesOf({ bundles = [] }) {
  return bundles
    .map((name) => `/*! ${name}\n${readFileSync(join(root, 'node_modules', name, 'LICENSE'), 'utf8')}*/`)
    .join('\n');
}

/** `lib/<entry>.js` of `lib/<entry>.jsx`, by Solid's compiler. */
async function compileJsx(entry) {
  await build({
    configFile: false,
    root,
    publicDir: false,
    logLevel: 'warn',
    plugins: [solid()],
    build: {
      outDir: lib,
      emptyOutDir: false,
      target: 'es2022',
      minify: false,
      rolldownOptions: {
        // Solid's compiler is slow, and this build uses nothing else.
        checks: { pluginTimings: false },
        input: join(lib, `${entry.name}.jsx`),
        external: isPackageName,
        preserveEntrySignatures: 'strict',
        output: { format: 'es', entryFileNames: `${entry.name}.js` },
      },
    },
  });
}

async function buildTypes(entry) {
  const bundle = await rollup({
    input: join(declarations, entry.source.replace(/\.tsx?$/, '.d.ts')),
    external: isPackageName,
    plugins: [
      otherEntries(entry, declarations),
      dts({ compilerOptions: { skipLibCheck: true } }),
      typesOfClasses(values.get(entry)),
    ],
    onwarn: (warning) => {
      throw new Error(`types of ${entry.name}: ${warning.message}`);
    },
  });
  await bundle.write({ file: join(lib, `${entry.name}.d.ts`), format: 'es' });
}

/**
 * The bundler of the declarations exports every class as a value. An entry that exports only the type of a class has no
 * such value, so an app could write an import that compiles and fails at run time.
 */
function typesOfClasses(values) {
  return {
    name: 'types-of-classes',
    generateBundle(_options, bundle) {
      for (const file of Object.values(bundle)) {
        file.code = file.code.replace(/^export \{ (.*) \};$/m, (_line, names) => {
          const isValue = (name) => values.includes(name.split(' as ').at(-1));
          const all = names.split(', ');
          const types = all.filter((name) => !isValue(name));
          return [
            `export { ${all.filter(isValue).join(', ')} };`,
            ...(types.length === 0 ? [] : [`export type { ${types.join(', ')} };`]),
          ].join('\n');
        });
      }
    },
  };
}

/**
 * An entry imports another one, and what that one shares, by its public name. A copy of it would be a second `KeyringError` or
 * `KeyringConfigurationError`, which `instanceof` does not recognise.
 */
function otherEntries(entry, folder) {
  const names = new Map(
    ENTRIES.filter((other) => other !== entry).flatMap(({ name, source, project, shares = [] }) =>
      [source, ...(project === entry.project ? shares : [])].map((module) => [
        resolve(folder, module.replace(/\.tsx?$/, '')),
        `org-keyring/${name}`,
      ]),
    ),
  );
  return {
    name: 'other-entries',
    resolveId(id, importer) {
      if (importer === undefined || !id.startsWith('.')) return null;
      const name = names.get(resolve(importer, '..', id).replace(/(\.d)?\.tsx?$/, ''));
      return name === undefined ? null : { id: name, external: true };
    },
  };
}
