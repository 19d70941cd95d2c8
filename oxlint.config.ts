import { defineConfig, type OxlintOverride } from 'oxlint';

/*
 * The dependency rule of ARCHITECTURE.md: a folder is a process, and another process is seen through its `protocol.ts`.
 * An override replaces a rule as a whole, so each lists all that its files must not import; the last that matches counts.
 */
interface Restriction {
  readonly group: string[];
  readonly message: string;
  readonly allowTypeImports?: boolean;
}

const noServer: Restriction = {
  group: ['**/server/**'],
  message: 'test-host never imports the server.',
};
const noClient: Restriction = { group: ['**/client/**'], message: 'Nothing imports the client.' };
const noEditor: Restriction = {
  group: ['vscode'],
  message: 'vscode exists only in the extension host: import it in client/vscode.',
};
const noCompiler: Restriction = {
  group: ['ts-morph', 'ts-morph/**'],
  message:
    'The compiler is 10 MB: server/parsing/, server/migrate/, server/coverage/instrumenter/, modules/compiler-chunk.ts, modules/typescript-transform.ts and modules/taken-names.ts alone have it, and hand out plain data.',
};
const hostByProtocol: Restriction = {
  group: ['**/test-host/**', '!**/test-host/protocol.ts'],
  message: 'Another process is reached through its protocol.ts: import test-host/protocol.ts.',
};
const noModules: Restriction = {
  group: ['**/modules/**'],
  message:
    'modules/ is for the server and the hosts: the client asks the engine, and titles/ are text.',
};
const facade = ['**/server/**', '!**/server/protocol.ts', '!**/server/engine.ts'];
const serverByFacade: Restriction = {
  group: facade,
  message: "The client sees the server's protocol.ts and, for the command, its facade engine.ts.",
};
/** How settings are written is the same in flags, variables and files: pure functions, which need no facade. */
const settingForms = [
  'did-you-mean',
  'environment',
  'path-filters',
  'resolved-config',
  'setting-values',
  'text-settings',
];
const serverBySettings: Restriction = {
  group: [...facade, ...settingForms.map((name) => `!**/server/config/${name}.ts`)],
  message: `The command sees the server's engine.ts, and of its configuration how settings are written (${settingForms.join(', ')}).`,
};
const noProcess: Restriction = {
  group: ['**/test-host/**', '**/server/**', '**/client/**'],
  message: 'modules/ and titles/ are used by the server and the hosts alike: they import neither.',
};
const noHeavyStart: Restriction = {
  group: [
    'node:child_process',
    'node:cluster',
    'node:crypto',
    'node:http',
    'node:http2',
    'node:https',
    'node:inspector',
    'node:inspector/**',
    'node:net',
    'node:readline',
    'node:readline/**',
    'node:repl',
    'node:sqlite',
    'node:test',
    'node:test/**',
    'node:tls',
    'node:worker_threads',
    'node:zlib',
    'acorn',
    'esbuild',
    'expect',
    'jest-diff',
    'pretty-format',
    'zod',
    '@sinonjs/fake-timers',
    '@jridgewell/*',
  ],
  message:
    'The test API is on the start-up path of every host: load it with lazyChunk() where it is needed.',
  allowTypeImports: true,
};

function mayNotImport(files: string[], patterns: Restriction[]): OxlintOverride {
  return { files, rules: { 'eslint/no-restricted-imports': ['error', { patterns }] } };
}

const hostRules = [noServer, noClient, noEditor, noCompiler];

export default defineConfig({
  plugins: ['eslint', 'typescript', 'import', 'oxc', 'unicorn'],
  options: { typeAware: true, reportUnusedDisableDirectives: 'error' },
  categories: { correctness: 'error' },
  env: { node: true, es2024: true },
  rules: {
    'eslint/eqeqeq': 'error',
    'eslint/max-params': ['error', { max: 3 }],
    'eslint/no-empty': 'error',
    'eslint/no-unused-vars': [
      'error',
      { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrorsIgnorePattern: '^_' },
    ],
    'eslint/no-var': 'error',
    'eslint/prefer-const': 'error',
    'import/no-cycle': 'error',
    'import/no-default-export': 'error',
    'import/no-duplicates': 'error',
    'import/no-self-import': 'error',
    'typescript/await-thenable': 'error',
    'typescript/ban-ts-comment': 'error',
    'typescript/consistent-type-imports': 'error',
    'typescript/no-explicit-any': 'error',
    'typescript/no-floating-promises': [
      'error',
      {
        // node:test waits for these itself
        allowForKnownSafeCalls: [
          { from: 'package', name: ['test', 'it', 'describe', 'suite'], package: 'node:test' },
        ],
      },
    ],
    'typescript/no-misused-promises': 'error',
    'typescript/no-non-null-assertion': 'error',
    'typescript/no-require-imports': 'error',
    'typescript/no-unsafe-argument': 'error',
    'typescript/no-unsafe-assignment': 'error',
    'typescript/no-unsafe-call': 'error',
    'typescript/no-unsafe-member-access': 'error',
    'typescript/no-unsafe-return': 'error',
    'typescript/no-unsafe-type-assertion': 'error',
    'typescript/only-throw-error': 'error',
    // A default is complete: `satisfies never` stands there when no case may be forgotten.
    'typescript/switch-exhaustiveness-check': [
      'error',
      { considerDefaultExhaustiveForUnions: true },
    ],
    'unicorn/filename-case': ['error', { case: 'kebabCase' }],
    'unicorn/no-thenable': 'off',
    'unicorn/prefer-node-protocol': 'error',
  },
  overrides: [
    mayNotImport(['test-host/**/*.ts'], hostRules),
    mayNotImport(['test-host/api/**/*.ts'], [...hostRules, noHeavyStart]),
    mayNotImport(['test-host/api/**/*-chunk.ts'], hostRules),
    mayNotImport(['server/**/*.ts'], [hostByProtocol, noClient, noEditor, noCompiler]),
    mayNotImport(
      ['server/{parsing,migrate}/**/*.ts', 'server/coverage/instrumenter/**/*.ts'],
      [hostByProtocol, noClient, noEditor],
    ),
    mayNotImport(
      ['client/**/*.ts'],
      [hostByProtocol, serverByFacade, noEditor, noCompiler, noModules],
    ),
    mayNotImport(
      ['client/cli/**/*.ts'],
      [hostByProtocol, serverBySettings, noEditor, noCompiler, noModules],
    ),
    mayNotImport(
      ['client/vscode/**/*.ts'],
      [hostByProtocol, serverByFacade, noCompiler, noModules],
    ),
    mayNotImport(['modules/**/*.ts'], [noProcess, noEditor, noCompiler]),
    mayNotImport(['titles/**/*.ts'], [noProcess, noModules, noEditor, noCompiler, noHeavyStart]),
    mayNotImport(['titles/*-chunk.ts'], [noProcess, noModules, noEditor, noCompiler]),
    mayNotImport(
      ['modules/{compiler-chunk,typescript-transform,taken-names}.ts'],
      [noProcess, noEditor],
    ),
    { files: ['**/*.config.ts', '**/*.config.mts'], rules: { 'import/no-default-export': 'off' } },
    {
      // Tests hand over what the types forbid, and look into what came back.
      files: ['test/**/*.ts', 'examples/**/*.ts', 'bench/**/*.ts'],
      rules: {
        'typescript/no-unsafe-argument': 'off',
        'typescript/no-unsafe-assignment': 'off',
        'typescript/no-unsafe-call': 'off',
        'typescript/no-unsafe-member-access': 'off',
        'typescript/no-unsafe-return': 'off',
        'typescript/no-unsafe-type-assertion': 'off',
        'typescript/require-array-sort-compare': 'off', // codes and names, some of which may be missing
        'typescript/unbound-method': 'off', // expect(mailer.send).toHaveBeenCalled()
        'eslint/max-params': 'off',
      },
    },
  ],
  ignorePatterns: [
    '**/node_modules/**',
    'bin/**',
    'dist/**',
    '.tsbuild/**',
    'bench/.cache/**',
    '**/fixtures/**',
    'test-results/**',
  ],
});
