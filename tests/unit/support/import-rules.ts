/** One file and the modules that it names, both as paths from the repository's root; packages as they are named. */
export interface SourceFile {
  readonly path: string;
  readonly imports: readonly string[];
  /** Those that are there when the code runs; `import type` is not. */
  readonly needs: readonly string[];
}

/** What the files of one area may import: path prefixes of this repository, and packages by their names. */
interface Rule {
  /** The first rule whose `of` a path begins with is its rule. */
  readonly of: string;
  readonly may: readonly string[];
  readonly packages: readonly string[] | 'any';
}

const LIBRARY = ['src/client/index.ts', 'src/solid/index.ts'];

/** What the session itself may import. */
const SESSION = ['src/protocol/', 'src/keyring/ports/', 'src/keyring/session/'];

/** The direction of imports: app → solid → client → protocol ← keyring ← (providers, storage) ← sw. */
const RULES: readonly Rule[] = [
  { of: 'src/protocol/', may: ['src/protocol/'], packages: [] },
  // In the core everything points at the session; only the root of the core wires its parts.
  {
    of: 'src/keyring/ports/',
    may: SESSION,
    packages: [],
  },
  {
    of: 'src/keyring/session/',
    may: SESSION,
    packages: [],
  },
  // Timing, refreshes and sign-ins each stay in their folder, above the session.
  { of: 'src/keyring/timing/', may: [...SESSION, 'src/keyring/timing/'], packages: [] },
  {
    of: 'src/keyring/refresh/',
    may: [...SESSION, 'src/keyring/timing/', 'src/keyring/refresh/'],
    packages: [],
  },
  {
    of: 'src/keyring/sign-in/',
    may: [...SESSION, 'src/keyring/timing/', 'src/keyring/sign-in/'],
    packages: [],
  },
  { of: 'src/keyring/', may: ['src/protocol/', 'src/keyring/'], packages: [] },
  {
    of: 'src/providers/',
    may: ['src/protocol/', 'src/keyring/ports/', 'src/providers/'],
    packages: ['jose'],
  },
  {
    of: 'src/storage/',
    may: ['src/protocol/', 'src/keyring/ports/', 'src/keyring/session/', 'src/storage/'],
    packages: ['idb-keyval'],
  },
  { of: 'src/client/', may: ['src/protocol/', 'src/client/'], packages: ['workbox-window'] },
  {
    of: 'src/solid/',
    may: ['src/client/index.ts', 'src/solid/'],
    packages: ['solid-js', '@solidjs/router'],
  },
  { of: 'src/authkit/', may: ['src/client/index.ts', 'src/authkit/'], packages: ['@workos-inc/authkit-js'] },
  { of: 'src/react/', may: ['src/client/index.ts', 'src/react/'], packages: ['react'] },
  {
    of: 'src/app/',
    // The parsers are no part of the package: apps have their own. Those of the protocol serve the reference app too.
    may: ['src/app/', 'src/protocol/parse.ts', ...LIBRARY],
    packages: ['solid-js', '@solidjs/router'],
  },
  { of: 'src/main.tsx', may: ['src/app/', ...LIBRARY], packages: ['solid-js', '@solidjs/router'] },
  {
    of: 'sw/',
    may: ['sw/', 'src/keyring/', 'src/providers/', 'src/storage/', 'src/protocol/'],
    packages: ['workbox-core', 'workbox-precaching', 'workbox-routing'],
  },
  // Only the adapters know a server framework.
  { of: 'server/hono.ts', may: ['server/index.ts'], packages: ['hono'] },
  { of: 'server/node', may: ['server/'], packages: ['node:http', 'node:stream'] },
  { of: 'server/', may: ['server/', 'src/protocol/'], packages: [] },
  { of: 'dev/', may: ['dev/', 'server/', 'src/protocol/'], packages: 'any' },
];

const IMPORT =
  /\b(?:import|export)\s(?<type>type\s(?!from\b))?[^'";]*?\bfrom\s*['"](?<from>[^'"]+)['"]|\bimport\s*\(?\s*['"](?<bare>[^'"]+)['"]/g;
const COMMENT = /\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*$/gm;

/** Reads the imports, re-exports and dynamic imports of a file. */
export function readImports(path: string, text: string): SourceFile {
  const found = [...text.replace(COMMENT, '').matchAll(IMPORT)].map(({ groups = {} }) => ({
    name: resolve(path, groups.from ?? groups.bare ?? ''),
    isType: groups.type !== undefined,
  }));
  return {
    path,
    imports: found.map(({ name }) => name),
    needs: found.filter(({ isType }) => !isType).map(({ name }) => name),
  };
}

/** Every import that points the wrong way, in words. */
export function violationsOf(files: readonly SourceFile[]): readonly string[] {
  return files.flatMap((file) => {
    const rule = RULES.find(({ of }) => file.path.startsWith(of));
    if (rule === undefined) return [`${file.path} belongs to no area`];
    return file.imports
      .filter((imported) => !isAllowed(rule, imported))
      .map((imported) => `${file.path} must not import ${imported}`);
  });
}

/** Every cycle of files that need each other to run, as the path round it. */
export function cyclesOf(files: readonly SourceFile[]): readonly string[] {
  return findCycles(files, ({ needs }) => needs);
}

/** Every cycle of files that import each other, `import type` included. */
export function typeCyclesOf(files: readonly SourceFile[]): readonly string[] {
  return findCycles(files, ({ imports }) => imports);
}

function findCycles(
  files: readonly SourceFile[],
  edgesOf: (file: SourceFile) => readonly string[],
): readonly string[] {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const done = new Set<string>();
  const cycles: string[] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    const start = trail.indexOf(path);
    if (start !== -1) cycles.push([...trail.slice(start), path].join(' → '));
    const file = byPath.get(path);
    if (start !== -1 || done.has(path) || file === undefined) return;
    for (const next of edgesOf(file)) visit(next, [...trail, path]);
    done.add(path);
  };
  for (const { path } of files) visit(path, []);
  return cycles;
}

function isAllowed(rule: Rule, imported: string): boolean {
  if (isOfRepository(imported)) return rule.may.some((prefix) => imported.startsWith(prefix));
  if (rule.packages === 'any') return true;
  return rule.packages.some((name) => imported === name || imported.startsWith(`${name}/`));
}

function isOfRepository(imported: string): boolean {
  return /^(?:src|sw|server|dev|tests|bench|scripts)\//.test(imported);
}

function resolve(path: string, name: string): string {
  return name.startsWith('.') ? new URL(name, `file:///${path}`).pathname.slice(1) : name;
}
