/**
 * The text of a synthetic project: which module imports which, and what each file says.
 * Pure: the same options give the same text on every machine, so that figures can be compared.
 */

/** How large a project is. All counts are at least 1 but `work`, which may be 0. */
export interface ProjectShape {
  /** Test files. */
  readonly files: number;
  /** Tests in each file. */
  readonly tests: number;
  /** Modules under `src/` that the test files share. */
  readonly modules: number;
  /** How many of those modules the closure of one test file holds (at most `modules`). */
  readonly reach: number;
  /** CPU work in each test: thousands of rounds of integer arithmetic, 1 to 2 µs each. */
  readonly work: number;
  /** Turns of a loop with a branch, in a shared module, that each test runs. Default: none. */
  readonly turns?: number;
  /** Whether the sources are TypeScript (types to strip in every file) or plain JavaScript. */
  readonly typescript: boolean;
}

/** One file of the project: its path from the project's root, with forward slashes, and its text. */
export interface ProjectFile {
  readonly path: string;
  readonly text: string;
}

/** How a flavour writes its tests: what it imports, and one assertion in its own words. */
export interface TestDialect {
  /** The import lines at the top of a test file. */
  readonly imports: string;
  /** The name of the function that groups tests. */
  readonly suite: string;
  /** An assertion that two primitives are the same. */
  readonly same: (actual: string, expected: string) => string;
  /** An assertion that two values are deeply equal. */
  readonly equal: (actual: string, expected: string) => string;
}

/** The shared modules of a project, those without imports first. */
export function moduleFiles(shape: ProjectShape): readonly ProjectFile[] {
  const files: ProjectFile[] = [];
  for (let index = 0; index < shape.modules; index++) {
    files.push({
      path: `src/${moduleName(index)}.${extension(shape)}`,
      text: moduleText(index, importsOf(index, shape), shape),
    });
  }
  if (shape.turns !== undefined)
    files.push({ path: `src/loop.${extension(shape)}`, text: loopText(shape) });
  return files;
}

/** The test files of a project in a flavour's dialect. Every test passes. */
export function testFiles(shape: ProjectShape, dialect: TestDialect): readonly ProjectFile[] {
  const files: ProjectFile[] = [];
  for (let index = 0; index < shape.files; index++) {
    files.push({
      path: `test/file-${pad(index)}.test.${extension(shape)}`,
      text: testText(index, shape, dialect),
    });
  }
  return files;
}

/**
 * A quarter of what a test file reaches is the core, which every file reaches; the rest of the
 * modules are divided into features of equal size, and a test file tests one feature. Core and
 * features are binary trees of imports. So a module is shared by some files, the core by all, and
 * each closure has exactly `reach` modules (the last feature may be smaller).
 */
function importsOf(index: number, shape: ProjectShape): readonly number[] {
  const { core, featureSize } = proportions(shape);
  const isCore = index < core;
  const start = isCore ? 0 : core + Math.floor((index - core) / featureSize) * featureSize;
  const end = isCore ? core : Math.min(start + featureSize, shape.modules);
  const place = index - start;
  const children = [start + 2 * place + 1, start + 2 * place + 2].filter((child) => child < end);
  return !isCore && place === 0 ? [0, ...children] : children;
}

/** The module at the root of the feature that a test file tests. */
function featureOf(file: number, shape: ProjectShape): number {
  const { core, featureSize, features } = proportions(shape);
  return features === 0 ? 0 : core + (file % features) * featureSize;
}

function proportions(shape: ProjectShape): { core: number; featureSize: number; features: number } {
  const reach = Math.min(shape.reach, shape.modules);
  const core = Math.max(1, Math.floor(reach / 4));
  const featureSize = Math.max(1, reach - core);
  return { core, featureSize, features: Math.ceil((shape.modules - core) / featureSize) };
}

function moduleText(index: number, imports: readonly number[], shape: ProjectShape): string {
  const type = (text: string): string => (shape.typescript ? text : '');
  const importLines = imports.map(
    (target) =>
      `import { total as total${pad(target)}${type(`, type Order as Order${pad(target)}`)} } from './${moduleName(target)}.${extension(shape)}';`,
  );
  const reused = imports.map((target) => ` + total${pad(target)}([])`).join('');
  const aliases = imports.map(
    (target) => `export type From${pad(target)} = Order${pad(target)}['id'];`,
  );
  const declarations = `
export interface Order {
  readonly id: string;
  readonly quantity: number;
  readonly price: number;
  readonly tags?: readonly string[];
}

${aliases.join('\n')}
export type Totals = Record<string, number>;
`;
  return `${importLines.join('\n')}
${type(declarations)}
const RATE${type(': number')} = ${(index % 7) + 1};

export class Cart${pad(index)} {
  ${type('readonly ')}orders${type(': Order[]')} = [];

  add(order${type(': Order')})${type(': this')} {
    if (order.quantity <= 0) throw new RangeError(\`quantity of \${order.id} must be positive\`);
    this.orders.push(order);
    return this;
  }

  byTag(tag${type(': string')})${type(': Order[]')} {
    return this.orders.filter((order) => order.tags?.includes(tag) ?? false);
  }

  totals()${type(': Totals')} {
    const result${type(': Totals')} = {};
    for (const { id, quantity, price } of this.orders) {
      result[id] = (result[id] ?? 0) + quantity * price * RATE;
    }
    return result;
  }
}

export function total(orders${type(': readonly Order[]')})${type(': number')} {
  return orders.reduce((sum, order) => sum + order.quantity * order.price, 0)${reused};
}

export function order(id${type(': string')}, quantity = 1)${type(': Order')} {
  return { id, quantity, price: RATE, tags: ['module-${index}', quantity > 1 ? 'many' : 'one'] };
}
`;
}

function testText(file: number, shape: ProjectShape, dialect: TestDialect): string {
  const target = featureOf(file, shape);
  const name = `Cart${pad(target)}`;
  const rate = (target % 7) + 1;
  const type = (text: string): string => (shape.typescript ? text : '');
  const lines = [
    dialect.imports,
    `import { ${name}, order, total${type(', type Order')} } from '../src/${moduleName(target)}.${extension(shape)}';`,
    '',
  ];
  if (shape.work > 0) lines.push(workText(shape), '');
  if (shape.turns !== undefined)
    lines.push(`import { loop } from '../src/loop.${extension(shape)}';`, '');
  lines.push(`${dialect.suite}('cart ${file}', () => {`);
  for (let index = 0; index < shape.tests; index++) {
    const quantity = index + 2;
    const sum = quantity * rate;
    lines.push(
      `  test('adds ${quantity} orders', () => {`,
      `    const orders${type(': Order[]')} = [order('a', ${quantity}), order('b')];`,
      `    const cart = new ${name}();`,
      '    for (const entry of orders) cart.add(entry);',
      `    ${dialect.same('total(orders)', String(sum + rate))};`,
      `    ${dialect.equal('cart.totals()', `{ a: ${sum * rate}, b: ${rate * rate} }`)};`,
      `    ${dialect.same("cart.byTag('many').length", '1')};`,
    );
    if (shape.work > 0)
      lines.push(`    ${dialect.same('typeof work(' + String(index) + ')', "'number'")};`);
    if (shape.turns !== undefined)
      lines.push(`    ${dialect.same(`typeof loop(${shape.turns}, ${index})`, "'number'")};`);
    lines.push('  });', '');
  }
  lines.push('});', '');
  return lines.join('\n');
}

/** The `work` that takes this machine so many milliseconds, by the quickest of a few tries. */
export function workOf(milliseconds: number): number {
  const rounds = 5_000_000;
  let fastest = Infinity;
  for (let turn = 0; turn < 5; turn++) {
    const start = performance.now();
    let value = turn;
    for (let round = 0; round < rounds; round++)
      value = (Math.imul(value, 1103515245) + 12345) >>> 0;
    if (value >= 0) fastest = Math.min(fastest, performance.now() - start);
  }
  return Math.round((milliseconds * rounds) / fastest / 1000);
}

function workText(shape: ProjectShape): string {
  const type = shape.typescript ? ': number' : '';
  // A global in the loop would measure Jest's sandbox (30 times slower there), not its workers.
  return `const { imul } = Math;

function work(seed${type})${type} {
  let value = seed + 1;
  for (let round = 0; round < ${shape.work * 1000}; round++) value = (imul(value, 1103515245) + 12345) >>> 0;
  return value;
}`;
}

/** Which way the branch goes cannot be foretold: the hardest case for probes. */
function loopText(shape: ProjectShape): string {
  const type = shape.typescript ? ': number' : '';
  return `const { imul } = Math;

export function loop(turns${type}, seed${type})${type} {
  let value = seed + 1;
  let odd = 0;
  for (let turn = 0; turn < turns; turn++) {
    value = (imul(value, 1103515245) + 12345) >>> 0;
    if ((value & 65536) === 0) odd++;
    else odd += 2;
  }
  return odd;
}
`;
}

function moduleName(index: number): string {
  return `module-${pad(index)}`;
}

function extension(shape: ProjectShape): string {
  return shape.typescript ? 'ts' : 'js';
}

function pad(index: number): string {
  return String(index).padStart(3, '0');
}
