/** Constants that tools export for configurations to spread. */
const vitestInclude = ['**/*.{test,spec}.?(c|m)[jt]s?(x)'];
const vitestExclude = ['**/node_modules/**', '**/.git/**'];
const jestDefaults = {
  testMatch: ['**/__tests__/**/*.?([mc])[jt]s?(x)', '**/?(*.)+(spec|test).?([mc])[jt]s?(x)'],
  testPathIgnorePatterns: ['/node_modules/'],
  moduleFileExtensions: ['js', 'mjs', 'cjs', 'jsx', 'ts', 'mts', 'cts', 'tsx', 'json', 'node'],
};

export function wellKnownValue(specifier: string, name: string): unknown {
  switch (`${specifier}#${name}`) {
    case 'vitest/config#configDefaults':
      return { include: vitestInclude, exclude: vitestExclude };
    case 'vitest/config#defaultInclude':
      return vitestInclude;
    case 'vitest/config#defaultExclude':
      return vitestExclude;
    case 'jest-config#defaults':
      return jestDefaults;
    default:
      return undefined;
  }
}
