/**
 * The second transformer: TypeScript's own, for what esbuild's CommonJS cannot say. It keeps top-level `await` (the
 * module then runs in an async wrapper and is awaited before its importers) and emits decorator metadata.
 * A bundle of its own: 9 MB of compiler that most projects never load.
 */
import { ts } from 'ts-morph';
import { jsxMode } from './esbuild-options.ts';
import { findImports } from './imports.ts';
import { isTypeScript } from './module-kind.ts';
import { withoutTakenNames } from './taken-names.ts';
import type { TransformInput } from './transform-input.ts';
import type { TransformedModule } from './transform.ts';

/** @param input esbuild has found no error in it */
export function transformWithTypeScript(
  input: TransformInput,
  { isAsync }: { readonly isAsync: boolean },
): TransformedModule {
  const output = ts.transpileModule(input.source, {
    fileName: neutralName(input.path),
    compilerOptions: {
      ...compilerOptionsForTypeScript(input),
      module: ts.ModuleKind.CommonJS,
      moduleDetection: ts.ModuleDetectionKind.Force,
      target: ts.ScriptTarget.ES2022,
      esModuleInterop: true,
      importHelpers: false,
      verbatimModuleSyntax: false,
      sourceMap: true,
      inlineSourceMap: false,
      inlineSources: false,
      removeComments: true,
      allowJs: true,
    },
    transformers: { before: [withoutTakenNames, withoutModuleSyntax] },
  });
  const text = output.outputText.replace(/\n?\/\/# sourceMappingURL=.*\s*$/, '\n');
  const { code, removedLines } = withoutDirective(withHostHelpers(text));
  return {
    code,
    map: withoutLeadingLines(mapOf(input.path, output.sourceMapText), removedLines),
    isAsync,
    isEsm: true,
    imports: findImports(code, input),
  };
}

/** Not its own name: an import of itself would be looked into, and `.mjs` and `.mts` stay ES modules. */
function neutralName(file: string): string {
  if (!isTypeScript(file)) return 'module.jsx';
  return file.endsWith('.tsx') ? 'module.tsx' : 'module.ts';
}

/** `import()` and `import.meta` become what the host passes in; nothing else is touched, so positions hold. */
const withoutModuleSyntax: ts.TransformerFactory<ts.SourceFile> = (context) => {
  const { factory } = context;
  const visit = (node: ts.Node): ts.Node => {
    if (ts.isMetaProperty(node) && node.keywordToken === ts.SyntaxKind.ImportKeyword) {
      return ts.setTextRange(factory.createIdentifier('__importMeta'), node);
    }
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      const load = ts.setTextRange(factory.createIdentifier('__load'), node.expression);
      const args = node.arguments.map((argument) => ts.visitNode(argument, visit, ts.isExpression));
      return ts.setTextRange(factory.createCallExpression(load, undefined, args), node);
    }
    if (ts.isExportAssignment(node) && isAnonymousFunction(node.expression)) {
      return factory.updateExportAssignment(
        node,
        node.modifiers,
        namedDefault(node, visit, factory),
      );
    }
    return ts.visitEachChild(node, visit, context);
  };
  return (file) => ts.visitEachChild(file, visit, context);
};

function isAnonymousFunction(node: ts.Expression): boolean {
  return (
    ts.isArrowFunction(node) ||
    ((ts.isFunctionExpression(node) || ts.isClassExpression(node)) && node.name === undefined)
  );
}

/** `{ default: () => {} }.default`: the function has the name that it would have in an ES module. */
function namedDefault(
  node: ts.ExportAssignment,
  visit: (node: ts.Node) => ts.Node,
  factory: ts.NodeFactory,
): ts.Expression {
  const value = ts.visitNode(node.expression, visit, ts.isExpression);
  const holder = factory.createObjectLiteralExpression([
    factory.createPropertyAssignment('default', value),
  ]);
  return factory.createPropertyAccessExpression(holder, 'default');
}

/** The host's interop instead of TypeScript's: namespaces that are live and open to spies. */
function withHostHelpers(code: string): string {
  return code
    .replaceAll(/\b__import(?:Star|Default)\(/g, '__toESM(')
    .replaceAll(/^__exportStar\((require\("[^"\n]*"\)), exports\);/gm, '__reExport(exports, $1);')
    .replaceAll(
      /^(Object\.defineProperty\(exports, "[^"\n]*", \{ enumerable: true, )(get: function)/gm,
      '$1configurable: true, $2',
    )
    .replaceAll(
      /^exports\.default = (default_\d+);$/gm,
      'exports.default = $1;Object.defineProperty($1, "name", { value: "default", configurable: true });',
    );
}

function withoutDirective(code: string): { readonly code: string; readonly removedLines: number } {
  let start = 0;
  let removedLines = 0;
  if (code.startsWith('#!')) {
    start = code.indexOf('\n') + 1;
    removedLines++;
  }
  const directive = /^"use strict";\r?\n/.exec(code.slice(start, start + 20))?.[0];
  if (directive !== undefined) {
    start += directive.length;
    removedLines++;
  }
  return { code: code.slice(start), removedLines };
}

/** It speaks of the neutral name; a debugger looks for the source at its own. */
function mapOf(file: string, map = ''): string {
  return map.replace(/"sources":\[[^\]]*\]/, () => `"sources":${JSON.stringify([file])}`);
}

function withoutLeadingLines(map: string, lines: number): string {
  return map.replace(
    /("mappings":")(;*)/,
    (_, key: string, empty: string) => key + empty.slice(lines),
  );
}

function compilerOptionsForTypeScript({
  compilerOptions,
  source,
}: TransformInput): ts.CompilerOptions {
  const {
    jsx: _,
    target,
    importsNotUsedAsValues: _values,
    preserveValueImports: _kept,
    ...rest
  } = compilerOptions;
  const modern = target === undefined || /^(es20(2[2-9]|[3-9]\d)|esnext)$/i.test(target);
  return {
    ...rest,
    useDefineForClassFields: compilerOptions.useDefineForClassFields ?? modern,
    jsx: {
      react: ts.JsxEmit.React,
      'react-jsx': ts.JsxEmit.ReactJSX,
      'react-jsxdev': ts.JsxEmit.ReactJSXDev,
    }[jsxMode(compilerOptions, source)],
  };
}
