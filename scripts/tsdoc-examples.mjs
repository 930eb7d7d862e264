// The `@example` blocks of the package's declarations, for the type tests: each is a function that imports what it names.
import ts from '@typescript/typescript6';
import { parseBuilt, valuesOf } from './declarations.mjs';
import { ENTRIES } from './entries.mjs';

/** The part of the package whose globals an example has, by entry: see `WORLDS`. */
const WORLD_OF = { client: 'page', authkit: 'page', solid: 'solid', react: 'react', worker: 'worker' };

/** Entries that the examples of an entry use too. */
const NEIGHBOURS = {
  solid: ['client'],
  react: ['client'],
  'server/hono': ['server'],
  'server/node': ['server'],
};

/**
 * Reads the examples of the entries of one world. What an app has of its own, such as `router`, is declared in
 * `tests/types/examples/<world>.ts`.
 *
 * @param {string} root the repository, with a built `lib`
 * @param {string} world
 * @returns {{ name: string, code: string }[]} the name is that of a file
 */
export function readExamples(root, world) {
  const files = new Map(ENTRIES.map(({ name }) => [name, parseBuilt(root, name)]));
  const extension = world === 'react' || world === 'solid' ? 'tsx' : 'ts';
  return [...files]
    .filter(([entry]) => (WORLD_OF[entry] ?? 'node') === world)
    .flatMap(([entry, file]) =>
      examplesOf(file).map(({ name, code }) => ({
        name: `${entry.replace('/', '-')}-${name}.${extension}`,
        code: `${importsOf(files, entry, code)}\n${asModule(code)}\n`,
      })),
    );
}

/** Each `@example` of a file with the name of what it explains, in which `Keyring.check` is a member. */
function examplesOf(file) {
  const examples = [];
  const visit = (node, names) => {
    const path = node.name === undefined ? names : [...names, node.name.getText()];
    for (const { parent, tagName, comment } of ts.getJSDocTags(node))
      if (parent.parent === node && tagName.text === 'example')
        examples.push({ name: path.join('.'), code: ts.getTextOfJSDocComment(comment) ?? '' });
    ts.forEachChild(node, (child) => visit(child, path));
  };
  visit(file, []);
  return examples;
}

/** Imports of the exports that an example uses and does not declare: of its entry, or else of one in `NEIGHBOURS`. */
function importsOf(files, entry, code) {
  const used = new Set(code.match(/[A-Za-z_$][\w$]*/g));
  for (const [, name] of code.matchAll(/\b(?:const|let|function) ([\w$]+)/g)) used.delete(name);
  const sources = [entry, ...(NEIGHBOURS[entry] ?? [])];
  return sources
    .flatMap((source) => {
      const names = valuesOf(files.get(source)).filter((name) => used.delete(name));
      return names.length === 0 ? [] : [`import { ${names.join(', ')} } from 'org-keyring/${source}';`];
    })
    .join('\n');
}

/** Examples use `await`, and those of hooks `return`, so each is the body of a function unless it is a module itself. */
function asModule(code) {
  return /^(?:import|export) /m.test(code) ? code : `export async function example() {\n${code}\n}`;
}
