/**
 * The second transformer: TypeScript's own, for what esbuild's CommonJS cannot say. It keeps top-level `await` (the
 * module then runs in an async wrapper and is awaited before its importers) and emits decorator metadata.
 * A bundle of its own: 9 MB of compiler that most projects never load.
 */
import { ts } from 'ts-morph';
import { findImports, type TransformInput, type TransformedModule } from './transform.ts';
import type { CompilerOptions } from './tsconfig.ts';

export function transformWithTypeScript(input: TransformInput): TransformedModule {
  const output = ts.transpileModule(input.source, {
    fileName: input.path,
    compilerOptions: {
      ...compilerOptionsForTypeScript(input.compilerOptions),
      module: ts.ModuleKind.CommonJS,
      target: ts.ScriptTarget.ES2022,
      esModuleInterop: false,
      sourceMap: true,
      removeComments: false,
      allowJs: true,
    },
    reportDiagnostics: true,
  });
  throwSyntaxError(output.diagnostics ?? []);
  const code = withHostHelpers(output.outputText.replace(/\n?\/\/# sourceMappingURL=.*\s*$/, '\n'));
  return {
    code: code.startsWith('"use strict";') ? code : `"use strict";${code}`,
    map: output.sourceMapText ?? '',
    isAsync: hasTopLevelAwait(input),
    isEsm: true,
    imports: findImports(code, input.isEsModule),
  };
}

/** In the form of esbuild's failures: the transformers are one to whoever calls them. */
function throwSyntaxError(diagnostics: readonly ts.Diagnostic[]): void {
  const errors = diagnostics.flatMap(({ category, file, start, messageText }) => {
    if (category !== ts.DiagnosticCategory.Error || file === undefined || start === undefined) return [];
    const { line, character } = file.getLineAndCharacterOfPosition(start);
    const lineText = file.text.split(/\r?\n/)[line] ?? '';
    const column = Buffer.byteLength(lineText.slice(0, character));
    const text = ts.flattenDiagnosticMessageText(messageText, '\n');
    return [{ text, location: { line: line + 1, column, lineText } }];
  });
  if (errors.length > 0) throw Object.assign(new Error('The source could not be parsed'), { errors });
}

/**
 * TypeScript's CommonJS without `esModuleInterop` reads `x_1.default` and `x_1.name` from what `require` returned: the
 * host's `__toESM` gives just that for every kind of module.
 */
function withHostHelpers(code: string): string {
  return code
    .replaceAll(/^((?:const|var) [\w$]+ = )(require\("[^"\n]*"\));/gm, '$1__toESM($2);')
    .replaceAll(
      /Promise\.resolve\(\)\.then\(\(\) => require\(([^\n]*?)\)\)/g,
      'Promise.resolve().then(() => __toESM(require($1)))',
    )
    .replaceAll(
      /Promise\.resolve\(`\$\{([^\n]*?)\}`\)\.then\(s => require\(s\)\)/g,
      'Promise.resolve().then(() => __toESM(require($1)))',
    )
    .replaceAll(/\bimport\.meta\b/g, '__importMeta');
}

function hasTopLevelAwait(input: TransformInput): boolean {
  if (!/\bawait\b/.test(input.source)) return false;
  const file = ts.createSourceFile(input.path, input.source, ts.ScriptTarget.Latest, false);
  const visit = (node: ts.Node): boolean => {
    if (ts.isAwaitExpression(node)) return true;
    if (ts.isForOfStatement(node) && node.awaitModifier !== undefined) return true;
    if (
      ts.isVariableDeclarationList(node) &&
      (node.flags & ts.NodeFlags.AwaitUsing) === ts.NodeFlags.AwaitUsing
    )
      return true;
    if (ts.isFunctionLike(node) || ts.isClassStaticBlockDeclaration(node)) return false;
    return ts.forEachChild(node, visit) ?? false;
  };
  return ts.forEachChild(file, visit) ?? false;
}

function compilerOptionsForTypeScript(options: CompilerOptions): ts.CompilerOptions {
  const { jsx, target, importsNotUsedAsValues: _old, preserveValueImports: _older, ...rest } = options;
  const modern = /^(es20(2[2-9]|[3-9]\d)|esnext)$/i.test(target ?? 'esnext');
  return {
    ...rest,
    useDefineForClassFields: options.useDefineForClassFields ?? modern,
    jsx: jsx?.toLowerCase() === 'react' ? ts.JsxEmit.React : ts.JsxEmit.ReactJSX,
  };
}
