/** `ztest/config` for programs that read a configuration themselves. */
export { defineConfig } from './define-config.ts';
