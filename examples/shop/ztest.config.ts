import { defineConfig } from 'ztest/config';

export default defineConfig({
  include: ['test/**/*.test.ts'],
  timeout: '5s',
  tags: { http: { timeout: '10s' } },
});
