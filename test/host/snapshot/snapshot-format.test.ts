import { format } from 'pretty-format';
import { getSnapshotData, saveSnapshotFile } from '@jest/snapshot-utils';
import path from 'node:path';
import { expect, suite, test } from 'ztest';
import { serializeSnapshot } from '../../../test-host/snapshot/serialize.ts';
import {
  makeKey,
  parseSnap,
  printSnap,
  testNameOfKey,
} from '../../../test-host/snapshot/snap-format.ts';
import { createSnapshotFolder, HEADER } from './snapshot-run.ts';

const values = [
  'plain',
  '',
  'a `b` ${c} $d',
  'back\\slash \\n \\`',
  '\n{\n  "a": 1,\n}\n',
  'é 😀 \u2028 \0',
  '\'q\' "d"',
];
const names = [
  't 10',
  't 9',
  'T 1',
  'a-b 1',
  'a.b 1',
  '01 1',
  '1 1',
  'x `y` 1',
  'back\\slash 1',
  'é 1',
  ' 1',
  't 1.9',
  't 1.10',
  't_1',
  't-1',
];

suite('the text of a snapshot file', () => {
  test("is Jest's, byte for byte, in Jest's order", () => {
    using folder = createSnapshotFolder();
    const entries = new Map(
      names.map((name, index) => [name, values[index % values.length] ?? '']),
    );
    saveSnapshotFile(Object.fromEntries(entries), path.join(folder.directory, 'jest.snap'));
    expect(printSnap(entries)).toBe(folder.read('jest.snap'));
  });

  test('is read as Jest reads it', () => {
    using folder = createSnapshotFolder();
    const text = `${HEADER}exports[\`a 1\`] = \`x\\n\\u0041\\x41\\u{1F600}\\\\\r\n\\\`\\\${\`;\n// note\nexports['b "1'] = "y" ;/* c */`;
    folder.write('a.snap', text);
    const { data } = getSnapshotData(path.join(folder.directory, 'a.snap'), 'new');
    expect(parseSnap(text)).toEqual({
      kind: 'parsed',
      header: 'current',
      entries: new Map(Object.entries(data)),
    });
  });

  test('survives being written and read', () => {
    const entries = new Map(values.map((value, index) => [`key ${index}`, value]));
    expect(parseSnap(printSnap(entries))).toMatchObject({ entries });
  });

  test('keeps half a surrogate pair, which UTF-8 cannot', () => {
    const text = printSnap(new Map([['k 1', 'a\ud83d']]));
    expect(text).toContain('`a\\ud83d`');
    expect(parseSnap(Buffer.from(text).toString())).toMatchObject({
      entries: new Map([['k 1', 'a\ud83d']]),
    });
  });

  test('has keys on one line, whatever the title', () => {
    expect(makeKey('two\nlines\r\nand more', 3)).toBe('two\\nlines\\r\\nand more 3');
    expect(testNameOfKey('two\\nlines\\r\\nand more 3')).toBe('two\nlines\r\nand more');
  });
});

suite('a value in a snapshot', () => {
  const options = { serializers: [], format: {} };

  test('is printed without prototypes, function names and escaped quotes', () => {
    const value = { a: [1, 'say "hi"'], f: function named() {}, re: /\// };
    expect(serializeSnapshot(value, options)).toBe(
      '\n{\n  "a": [\n    1,\n    "say "hi"",\n  ],\n  "f": [Function],\n  "re": /\\\\//,\n}\n',
    );
  });

  test('has the options of the configuration', () => {
    const jest28 = { escapeString: true, printBasicPrototype: true };
    expect(serializeSnapshot({ s: '"' }, { serializers: [], format: jest28 })).toBe(
      '\nObject {\n  "s": "\\"",\n}\n',
    );
  });

  test('may be a mock function, with its name and calls', () => {
    const mockWith = (mock: object) =>
      Object.assign(() => {}, { _isMockFunction: true, getMockName: () => 'send', mock });
    const called = { calls: [[1]], results: [{ type: 'return', value: undefined }] };
    expect(serializeSnapshot(mockWith(called), options)).toBe(
      '\n[MockFunction send] {\n  "calls": [\n    [\n      1,\n    ],\n  ],\n  "results": [\n    {\n' +
        '      "type": "return",\n      "value": undefined,\n    },\n  ],\n}\n',
    );
    expect(serializeSnapshot(mockWith({ calls: [], results: [] }), options)).toBe(
      '[MockFunction send]',
    );
  });

  test('is printed by the serializer that was added last', () => {
    const first = { test: (v: unknown) => v === 1, serialize: () => 'first' };
    const last = { test: (v: unknown) => v === 1 || v === 2, print: () => 'last' };
    expect(serializeSnapshot([1, 2, 3], { serializers: [last, first], format: {} })).toBe(
      '\n[\n  last,\n  last,\n  3,\n]\n',
    );
  });

  test('is an element or asymmetric matcher as pretty-format prints it', () => {
    const element = {
      $$typeof: Symbol.for('react.test.json'),
      type: 'b',
      props: { id: 'x' },
      children: ['t'],
    };
    expect(serializeSnapshot(element, options)).toBe('\n<b\n  id="x"\n>\n  t\n</b>\n');
    expect(serializeSnapshot(expect.any(Number), options)).toBe('Any<Number>');
    expect(format(1)).toBe(serializeSnapshot(1, options));
  });
});
