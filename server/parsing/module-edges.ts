/** Every edge from a file to another module or to a data file that it names. */
import { ts } from 'ts-morph';
import { DEEP } from './edge-words.ts';
import type { ModuleEdge } from './parsed-file.ts';
import { importPattern, literalPath } from './literal-path.ts';
import { visitAround } from './visit.ts';

const MOCKS =
  /^(?:mock|doMock|unmock|doUnmock|deepUnmock|setMock|dontMock|module|unstable_mockModule|createMockFromModule|requireActual|requireMock|importActual|importMock|original)$/;
const READS = /^(?:read\w*|createReadStream|open(?:Sync)?|readdir(?:Sync)?)$/;
const MOCK_OBJECTS = new Set(['jest', 'vi', 'vitest', 'mock']);

export function findModuleEdges(source: ts.SourceFile): ModuleEdge[] {
  const edges: ModuleEdge[] = [];
  for (const node of source.statements) addDeclaration(node, source, edges);
  visitAround(source, DEEP, (node) => addDeep(node, source, edges));
  return edges.toSorted((a, b) => a.start - b.start);
}

function addDeclaration(node: ts.Statement, source: ts.SourceFile, edges: ModuleEdge[]): void {
  if (ts.isImportDeclaration(node)) {
    const clause = node.importClause;
    const kind = clause !== undefined && isTypeOnly(clause) ? 'type' : 'static';
    const names = clause === undefined ? [] : importedNames(clause);
    // `import { type A }`
    const isInline = kind === 'type' && clause?.phaseModifier === undefined;
    add(node.moduleSpecifier, kind, { source, edges, names, isInline });
  } else if (ts.isExportDeclaration(node) && node.moduleSpecifier !== undefined) {
    const { exportClause: clause } = node;
    const names =
      clause === undefined
        ? []
        : ts.isNamespaceExport(clause)
          ? [{ imported: '*', local: clause.name.text }]
          : clause.elements.map(({ name, propertyName }) => ({
              imported: (propertyName ?? name).text,
              local: name.text,
            }));
    add(node.moduleSpecifier, node.isTypeOnly ? 'type' : 're-export', { source, edges, names });
  } else if (
    ts.isImportEqualsDeclaration(node) &&
    ts.isExternalModuleReference(node.moduleReference)
  ) {
    add(node.moduleReference.expression, node.isTypeOnly ? 'type' : 'require', {
      source,
      edges,
      names: [{ imported: '*', local: node.name.text }],
    });
  }
}

function isTypeOnly(clause: ts.ImportClause): boolean {
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true;
  const bindings = clause.namedBindings;
  return (
    clause.name === undefined &&
    bindings !== undefined &&
    ts.isNamedImports(bindings) &&
    bindings.elements.length > 0 &&
    bindings.elements.every((element) => element.isTypeOnly)
  );
}

function importedNames(clause: ts.ImportClause): { imported: string; local: string }[] {
  const { name, namedBindings } = clause;
  const names = name === undefined ? [] : [{ imported: 'default', local: name.text }];
  if (namedBindings === undefined) return names;
  if (ts.isNamespaceImport(namedBindings)) {
    return [...names, { imported: '*', local: namedBindings.name.text }];
  }
  for (const element of namedBindings.elements) {
    names.push({
      imported: (element.propertyName ?? element.name).text,
      local: element.name.text,
    });
  }
  return names;
}

function addDeep(node: ts.Node, source: ts.SourceFile, edges: ModuleEdge[]): void {
  const to = { source, edges, names: [] };
  const besideFile = literalPath(node);
  if (besideFile !== undefined) {
    edges.push({
      specifier: besideFile,
      kind: 'data',
      start: node.getStart(source),
      end: node.end,
      ...(besideFile.includes('*') && { isPattern: true }),
    });
    return;
  }
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
    return add(node.argument.literal, 'type', to);
  }
  if (ts.isNewExpression(node)) {
    const [first, second] = node.arguments ?? [];
    const isUrl = ts.isIdentifier(node.expression) && node.expression.text === 'URL';
    if (isUrl && second !== undefined) add(first, 'data', to);
    return;
  }
  if (!ts.isCallExpression(node)) return;
  const { expression: callee } = node;
  const [first] = node.arguments;
  if (callee.kind === ts.SyntaxKind.ImportKeyword) return add(first, 'dynamic', to);
  if (ts.isIdentifier(callee)) {
    if (callee.text === 'require') add(first, 'require', to);
    else if (READS.test(callee.text)) add(first, 'data', to);
    return;
  }
  if (!ts.isPropertyAccessExpression(callee)) return;
  const method = callee.name.text;
  if (method === 'resolve' && ts.isMetaProperty(callee.expression))
    return add(first, 'dynamic', to);
  const object = ts.isIdentifier(callee.expression) ? callee.expression.text : '';
  if (MOCK_OBJECTS.has(object) && MOCKS.test(method)) add(importedBy(first), 'mock', to);
  else if (object === 'require' && method === 'resolve') add(first, 'require', to);
  else if (READS.test(method)) add(first, 'data', to);
}

/** `vi.mock(import('./cart.ts'))` names its module by an import that never happens. */
function importedBy(node: ts.Expression | undefined): ts.Expression | undefined {
  const isImport =
    node !== undefined &&
    ts.isCallExpression(node) &&
    node.expression.kind === ts.SyntaxKind.ImportKeyword;
  return isImport ? node.arguments[0] : node;
}

function add(
  node: ts.Node | undefined,
  kind: ModuleEdge['kind'],
  to: {
    readonly source: ts.SourceFile;
    readonly edges: ModuleEdge[];
    readonly names: readonly { readonly imported: string; readonly local: string }[];
    readonly isInline?: boolean;
  },
): void {
  if (node === undefined) return;
  const pattern =
    (kind === 'dynamic' || kind === 'require') && ts.isExpression(node)
      ? importPattern(node)
      : undefined;
  const specifier = pattern ?? (ts.isStringLiteralLike(node) ? node.text : '');
  if (specifier === '') return;
  if (to.edges.at(-1)?.end === node.end) return; // the import in a mock, which is the mock's
  to.edges.push({
    specifier,
    kind,
    start: node.getStart(to.source),
    end: node.end,
    ...(pattern !== undefined && { isPattern: true }),
    ...(to.names.length > 0 && { names: to.names }),
    ...(to.isInline === true && { isInline: true }),
  });
}
