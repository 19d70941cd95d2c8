import { defineConfig } from 'ztest/config';

/** The project's own suite. The bootstrap in `test/bootstrap` belongs to node:test. */
export default defineConfig({
  include: ['test/**/*.test.ts'],
  exclude: ['test/bootstrap/**', 'test/vscode/**', '**/fixtures/**'],
  // Many tests run the command in a project of their own, on machines that have other things to do.
  timeout: '30s',
  slowThreshold: '2s',
  profiles: {
    'vscode-desktop': {
      include: ['test/vscode/host/**/*.test.ts'],
      exclude: [],
      globalSetup: ['test/vscode/support/desktop-vscode.ts'],
      workers: 1,
      timeout: '3m',
      hookTimeout: '10m',
    },
    // Scenarios in a real VS Code: a window at a time, and time for a busy machine.
    vscode: {
      include: ['test/vscode/**/*.test.ts'],
      exclude: [],
      globalSetup: ['test/vscode/support/shared-vscode.ts'],
      workers: 1,
      timeout: '3m',
      hookTimeout: '3m',
      slowThreshold: '1m',
    },
  },
});
