import { defineConfig } from 'vitest/config';
import { closingLine } from './house/src/closing-line.ts';

const byHand = 'coord/cli/test/by-hand.test.ts';
const isByHand = process.argv.includes(byHand);

export default defineConfig({
  test: {
    include: ['{coord,hub,base,house}/**/{src,test}/**/*.test.ts', 'drill/test/**/*.test.ts'],
    // by-hand: with two workers busy a turn that `take` stops is now and then not ended (seen in 4 of 9 runs on a busy machine, never
    // on a quiet one). Until the cause is found it runs alone: npm run test:by-hand.
    exclude: ['**/node_modules/**', '**/dist/**', '**/fixtures/**', ...(isByHand ? [] : [byHand])],
    globalSetup: ['house/src/build-before-tests.ts', 'base/testing/src/global-setup.ts'],
    reporters: ['default', closingLine],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Tests start servers, repositories and process trees: more workers than cores only makes them late.
    maxWorkers: 2,
  },
});
