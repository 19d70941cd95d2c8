import { defineConfig } from 'ztest/config';

/** The project's own suite. The bootstrap in `test/bootstrap` belongs to node:test. */
export default defineConfig({
  include: ['test/**/*.test.ts'],
  // Many of these tests start whole runs, on machines that may be busy.
  timeout: '60s',
  hookTimeout: '60s',
  exclude: ['test/bootstrap/**', '**/fixtures/**'],
});
