import { defineConfig } from 'vitest/config';
import { closingLine } from './house/src/closing-line.ts';

export default defineConfig({
  test: {
    include: ['{coord,hub,base,house}/**/{src,test}/**/*.test.ts', 'drill/test/**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**', '**/fixtures/**'],
    globalSetup: ['house/src/build-before-tests.ts', 'base/testing/src/global-setup.ts'],
    reporters: ['default', closingLine],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Tests start servers, repositories and process trees: more workers than cores only makes them late.
    maxWorkers: 2,
  },
});
