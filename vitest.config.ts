import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{coord,base,house}/**/{src,test}/**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
  },
});
