import { defineConfig } from 'ztest/config';

/** The project's own suite. The bootstrap in `test/bootstrap` belongs to node:test. */
export default defineConfig({
  include: ['test/**/*.test.ts'],
  exclude: [
    'test/bootstrap/**',
    '**/fixtures/**',
    ...(process.env['ZTEST_VSCODE'] === undefined ? ['test/vscode/**'] : []),
  ],
  // Many tests run the command in a project of their own, on machines that have other things to do.
  timeout: '30s',
  slowThreshold: '2s',
});
