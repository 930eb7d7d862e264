// The built declarations (`lib/*.d.ts`). Each is one bundled file, with one `export { … }` for values and one for types.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from '@typescript/typescript6';

/**
 * Types that no entry exports, although exported ones show them: an app never has to name them.
 * - `PushParts`: an app passes the `PushListeners` of `reviewOnPush` on to `installKeyring`, and never calls it.
 * - `Context`, `Locator`: parts of Playwright's own types. An app has those.
 * - `WorkOSClient`: the client of `@workos-inc/authkit-js`, from which the options are derived.
 * - `AuthKitKeyring`: a parameter of the client for tests of this repository.
 */
const UNNAMED = ['PushParts', 'Context', 'Locator', 'WorkOSClient', 'AuthKitKeyring'];

/**
 * @param {string} root the repository, with a built `lib`
 * @param {string} entry for example `server/node`
 * @param {'d.ts' | 'js'} extension
 * @returns {ts.SourceFile}
 */
export function parseBuilt(root, entry, extension = 'd.ts') {
  const path = join(root, 'lib', `${entry}.${extension}`);
  return ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.ESNext, true);
}

/** Names of the exported values of a file. */
export function valuesOf(file) {
  return exportsOf(file)
    .filter(({ isType }) => !isType)
    .map(({ name }) => name);
}

/** Names of the types that an app sees in the declarations of an entry and cannot import. */
export function unexportedTypes(root, entry) {
  const file = parseBuilt(root, entry);
  const exported = new Set(exportsOf(file).map(({ local }) => local));
  const declared = new Map(
    file.statements
      .filter(({ name }) => name !== undefined)
      .map((statement) => [statement.name.text, statement]),
  );
  const unexported = new Set();
  const visit = (node) => {
    // A base type is no part of what an app names: its members are those of the type itself.
    if (ts.isHeritageClause(node)) return;
    const name = ts.isTypeReferenceNode(node) ? node.typeName.getText() : undefined;
    if (declared.has(name) && !exported.has(name) && !UNNAMED.includes(name)) unexported.add(name);
    ts.forEachChild(node, visit);
  };
  for (const [name, statement] of declared) if (exported.has(name)) visit(statement);
  return [...unexported];
}

/** Names of values that an entry declares and does not have. An import of one compiles, and fails at run time. */
export function missingValues(root, entry) {
  const values = valuesOf(parseBuilt(root, entry, 'js'));
  return valuesOf(parseBuilt(root, entry)).filter((name) => !values.includes(name));
}

/**
 * Types whose optional members are never `undefined`, because apps only read them: the package makes the values.
 * - `Organization`: also an option of the local AuthKit, where it has no optional member.
 * - `ServerTracer`, `PlaywrightPage`, `Locator`: what the package needs of OpenTelemetry's and Playwright's own types.
 */
const MADE_HERE = [
  'SessionState',
  'Organization',
  'LogEntry',
  'PushState',
  'SignInToAllPhase',
  'PushSubscriptionMatch',
  'ServerTracer',
  'PlaywrightPage',
  'Locator',
];

/**
 * Optional members that refuse `undefined` under `exactOptionalPropertyTypes`: an app passes on what it has, such as
 * `signal: AbortSignal | undefined`.
 */
export function exactOptions(root, entry) {
  const names = [];
  for (const statement of parseBuilt(root, entry).statements) {
    const owner = statement.name?.text ?? '';
    const visit = (node) => {
      if (ts.isPropertySignature(node) && node.questionToken !== undefined && !mayBeUndefined(node.type))
        names.push(`${owner}.${node.name.getText()}`);
      ts.forEachChild(node, visit);
    };
    if (!MADE_HERE.includes(owner)) visit(statement);
  }
  return names;
}

function mayBeUndefined(type) {
  if (type === undefined || type.kind === ts.SyntaxKind.UnknownKeyword) return true;
  return ts.isUnionTypeNode(type) && type.types.some(({ kind }) => kind === ts.SyntaxKind.UndefinedKeyword);
}

/** Names in `{@link …}` that the declarations of an entry do not have: an editor shows them as plain text. */
export function deadLinks(root, entry) {
  const file = parseBuilt(root, entry);
  const names = new Set();
  const links = new Set();
  const visit = (node) => {
    if (node.name?.text !== undefined) names.add(node.name.text);
    ts.forEachChild(node, visit);
  };
  visit(file);
  for (const [, link] of file.text.matchAll(/\{@link (?:\w+\.)?(\w+)/g)) links.add(link);
  return [...links].filter((link) => !names.has(link));
}

function exportsOf(file) {
  return file.statements
    .filter((statement) => ts.isExportDeclaration(statement) && statement.moduleSpecifier === undefined)
    .flatMap(({ isTypeOnly, exportClause }) =>
      exportClause.elements.map(({ name, propertyName }) => ({
        name: name.text,
        local: (propertyName ?? name).text,
        isType: isTypeOnly,
      })),
    );
}
