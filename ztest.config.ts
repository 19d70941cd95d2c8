import { defineConfig } from 'ztest/config';

/** The project's own suite. The bootstrap in `test/bootstrap` belongs to node:test. */
export default defineConfig({
  include: ['test/**/*.test.ts'],
  exclude: ['test/bootstrap/**', '**/fixtures/**'],
});
