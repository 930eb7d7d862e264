// The documentation of the package's exports (TSDoc), as editors show it.
import { join } from 'node:path';
import ts from '@typescript/typescript6';

/**
 * Names of exports without a description, and of functions without an `@example`. A description counts only where an editor
 * shows it: at the export itself, and not at a constant that a type is derived from.
 *
 * @param {string} root the repository, with a built `lib`
 * @param {string} entry for example `server/node`
 * @returns {readonly string[]}
 */
export function undocumentedExports(root, entry) {
  const path = join(root, 'lib', `${entry}.d.ts`);
  const program = ts.createProgram([path], {
    target: ts.ScriptTarget.ESNext,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    skipLibCheck: true,
  });
  const checker = program.getTypeChecker();
  const module = checker.getSymbolAtLocation(program.getSourceFile(path));
  return checker.getExportsOfModule(module).flatMap((exported) => {
    const symbol = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
    const isOurs = symbol.declarations.some(({ parent }) => parent.fileName?.startsWith(join(root, 'lib')));
    if (!isOurs) return [];
    if (symbol.getDocumentationComment(checker).length === 0) return [`${exported.name} (no description)`];
    const hasExample = symbol.getJsDocTags(checker).some(({ name }) => name === 'example');
    return symbol.flags & ts.SymbolFlags.Function && !hasExample ? [`${exported.name} (no example)`] : [];
  });
}
