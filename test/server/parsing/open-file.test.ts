import fs from 'node:fs';
import path from 'node:path';
import { expect, suite, test } from 'ztest';
import { joinEdition, type Arrived } from '../../../server/parsing/edition.ts';
import { Parser } from '../../../server/parsing/parser.ts';
import { OpenFile, parseFile } from '../../../server/parsing/parse-file.ts';
import { wholeProgram } from './whole-program.ts';

const root = path.join(import.meta.dirname, '../../..');
const read = (file: string): string => fs.readFileSync(path.join(root, file), 'utf8');

/** Types `texts` one after the other, and holds each state against a parse from nothing. */
function follow(file: string, texts: Iterable<string>): void {
  const open = new OpenFile(file);
  for (const text of texts) {
    const typed = wholeProgram(open.parse(text));
    const anew = wholeProgram(parseFile(file, text));
    if (JSON.stringify(typed) !== JSON.stringify(anew)) {
      expect({ text, parsed: typed }).toEqual({ text, parsed: anew });
    }
  }
}

/** Numbers that look random and are the same each time. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const files = fs
  .globSync('test/{server,host,cli}/**/*.test.ts', { cwd: root })
  .toSorted()
  .filter((_, index) => index % 9 === 0);

suite('a file that is being typed', () => {
  test.each(files)('says after any edit what it says from nothing: %s', (file) => {
    const pick = numbers(file.length);
    const given = read(file);
    const lines = given.split('\n');
    const bits = '\'"`(){}[];,.\n/ x1$'
      .split('')
      .concat(['//', '/*', '*/', '${', '=>', 'await ', 'const ']);
    function* states(): Generator<string> {
      let text = given;
      for (let step = 0; step < 25; step++) {
        yield text;
        const at = pick(text.length);
        const line = text.indexOf('\n', at) + 1;
        const before = text;
        const kind = pick(6);
        if (kind < 2) text = text.slice(0, at) + bits[pick(bits.length)] + text.slice(at);
        else if (kind === 2) text = text.slice(0, at) + text.slice(at + 1 + pick(3));
        else if (kind === 3) text = text.slice(0, line) + '\n' + text.slice(line);
        else if (kind === 4) {
          const from = pick(lines.length);
          const pasted = lines.slice(from, from + pick(20)).join('\n');
          text = text.slice(0, line) + pasted + '\n' + text.slice(line);
        } else text = text.slice(0, at) + text.slice(at + pick(400));
        if (pick(2) === 0) {
          yield text;
          text = before; // undone
        }
      }
    }
    follow(file, states());
  });

  test.each(['test/host/runner/selection.test.ts', 'test/host/api/row-titles.test.ts'])(
    'says after an edit in any line what it says from nothing: %s',
    (file) => {
      const lines = read(file).split('\n');
      function* states(): Generator<string> {
        for (let at = 0; at < lines.length; at += 3) {
          yield lines.with(at, `${lines[at]} test('x', () => {`).join('\n');
          yield lines.toSpliced(at, 2).join('\n');
          yield lines.toSpliced(at, 0, `/* ${lines[at]}`, '`', '}').join('\n');
          yield lines.join('\n');
        }
      }
      follow(file, states());
    },
  );

  test('says of a `=` behind a block that it may be meant as an assignment', () => {
    const before = `import { test } from 'ztest';\n\n{\n  test('a', () => {});\n}\n`;
    follow('a.test.ts', [before, `${before}= given;\n`, `${before}= given; `, `${before}given;\n`]);
  });

  test('says in each half-typed state what it says from nothing', () => {
    const file = 'test/host/runner/selection.test.ts';
    const text = read(file);
    function* prefixes(): Generator<string> {
      for (let end = 0; end <= text.length; end += 5) yield text.slice(0, end);
    }
    follow(file, prefixes());
  });

  test('says what it says from nothing while a body is open that swallows what stands below', () => {
    const file = 'test/host/runner/selection.test.ts';
    const text = read(file);
    const lines = text.split('\n');
    function* states(): Generator<string> {
      for (let at = 3; at < lines.length; at += 7) {
        for (const typed of ["test('n", "test('n', () => {", "  suite('n', () => {", 'expect(1']) {
          yield lines.toSpliced(at, 0, typed).join('\n');
          yield lines.toSpliced(at, 0, `${typed} `, '').join('\n');
          yield lines.toSpliced(at, 1, `    ${lines[at]} ${typed}`).join('\n');
          yield lines.toSpliced(at, 1, `${typed} ${lines[at]}`).join('\n');
        }
      }
    }
    follow(file, states());
  });

  test('says what it says from nothing where indents say what an open body has swallowed', () => {
    const head = "import { suite, test } from 'ztest';\n";
    const first = "test('a', () => {}); suite('b', () => {\n";
    const states = [4, 0, 3, 4].flatMap((indent) =>
      ['  ', ''].flatMap((inner) => {
        const body = `${inner}test('c', () => {});\n});\ntest('d', () => {});\n`;
        const text = head + ' '.repeat(indent) + first + body;
        return [text, `${text}test('e', () => {`, `${text}test('e', () => {});`, `${text}(`];
      }),
    );
    follow('a.test.ts', states);
    follow('a.test.ts', states.toReversed());
    follow(
      'a.test.ts',
      states.filter((_, index) => index % 8 === 1),
    );
  });

  test('says in each half-typed state what it says from nothing, with more behind', () => {
    const file = 'test/host/runner/selection.test.ts';
    const text = read(file);
    const head = text.slice(0, text.indexOf('\n\n') + 2);
    const typed = text.slice(head.length).slice(0, 1500);
    function* states(): Generator<string> {
      for (let end = 0; end <= typed.length; end += 4)
        yield `${head}${typed.slice(0, end)}\n${text.slice(head.length)}`;
    }
    follow(file, states());
  });
});

/** Statements that depend on each other. */
const tangled = `import { suite, test } from 'ztest';
import { check } from './support.ts';
const rows = [[1], [2]];
const other = rows;
const many = [other, rows];
let count = 0, more = 1;
const it2 = test.extend({});
const api = { one: test, two: suite };
function helper(name) { test(name + count, () => {}); inner.push(name); }
const inner = [], local = [9];
enum Kind { A = count, B }
test('first', () => {});
suite('s', () => {
  const local = [1];
  const mine = local;
  it2.each(rows)('row %i', () => {});
  suite('deep', () => { mine.push(more); test(\`t \${local[0]}\`, () => { run(); }); });
  api.one('by api', () => {});
  helper('h');
});
suite('t', () => { rows.push([3]); test.each(many)('x', () => {}); test('asserts nothing', () => { helps(); }); });
function helps() { check(1); }
function run() { helps(); }
Kind.A;
`;

suite('statements that depend on each other', () => {
  const edits = [
    ['rows.push([3]);', ''],
    ['rows.push([3]);', 'other[0] = 1;'],
    ["helper('h');", ''],
    ['const it2 = test.extend({});', 'const it2 = console.log;'],
    ['{ one: test, two: suite }', '{ one: console.log, two: suite }'],
    ["api.one('by api'", "api.two('by api'"],
    ['inner.push(name);', ''],
    ['mine.push(more);', ''],
    ['mine.push(more);', 'more++; delete inner[0];'],
    [
      "import { suite, test } from 'ztest'",
      "import { suite } from 'ztest'; import { test } from './test.ts'",
    ],
    ["import { check } from './support.ts';", ''],
    ['check(1)', 'nothing(1)'],
    ['const local = [1];', 'const local = [1]; const rows = local;'],
    ['const local = [1];', 'const helper = console.log; const local = [1];'],
    ["suite('s', () => {", "suite('s', (test) => {"],
    ["suite('s', () => {", "suite('s', async () => { await more;"],
    ["suite('s', () => {", "await more; suite('s', () => {"],
    ["suite('s', () => {", "test('s', () => {"],
    ["suite('s', () => {", 'run(() => {'],
    ['function helper(name) {', 'function helper(name) { Kind.B; '],
    ['function helper(name) {', 'function rows() {} function helper(name) {'],
    ['Kind.A;', 'export const kind = Kind.A;'],
    ['let count = 0', 'let count = (rows.pop(), 0)'],
    ["from 'ztest'", "from 'zt'"],
  ] as const;

  test('are lowered again when what they see has changed', () => {
    function* states(): Generator<string> {
      for (const [one, other] of edits) {
        yield tangled;
        yield tangled.replace(one, other);
        for (const [two, another] of edits) {
          yield tangled.replace(one, other).replace(two, another);
          yield tangled.replace(two, another);
        }
      }
    }
    for (const [one] of edits) expect(tangled).toContain(one);
    follow('a.test.ts', states());
  });
});

suite('the editions of a file in another thread', () => {
  const path = '/a.test.ts';
  const textOf = (titles: readonly string[]): string =>
    `import { test } from 'ztest';\n${titles.map((title) => `test('${title}', () => {});\n`).join('')}`;

  test('bring only what is new, and all of it together is the file', () => {
    const parser = new Parser();
    const titles = Array.from({ length: 100 }, (_, index) => `t${index}`);
    let arrived: Arrived | undefined;
    let sent = 0;
    for (let edit = 0; edit < 1500; edit++) {
      titles[edit % 100] += 'x';
      const text = textOf(titles);
      const known = arrived?.known;
      const edition = parser.edit({ path, text, ...(known !== undefined && { known }) });
      sent += edition.pieces.length;
      arrived = joinEdition(edition, arrived);
      if (edit % 50 === 0) {
        expect(wholeProgram(arrived.parsed)).toEqual(wholeProgram(parseFile(path, text)));
      }
    }
    expect(sent).toBeLessThan(3 * 1500); // the statement and those that the parser looked at beside it
    expect(arrived?.parsed.pieces?.size).toBeLessThan(2 * 100 + 1100);
  });

  test('begin anew for whoever has none', () => {
    const parser = new Parser();
    const first = joinEdition(parser.edit({ path, text: textOf(['a', 'b']) }), undefined);
    parser.edit({ path, text: textOf(['a', 'c']), known: first.known });
    const again = parser.edit({ path, text: textOf(['a', 'd']) });
    expect(again).toMatchObject({ isWhole: true, pieces: { length: 2 } });
  });
});
