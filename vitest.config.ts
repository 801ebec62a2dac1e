import { defineConfig } from 'vitest/config';
import { closingLine } from './house/src/closing-line.ts';

/** What takes minutes by itself has a command of its own in package.json, and is left out of `npm test`. */
const slower = {
  // Whole runs: on a busy machine one may take minutes.
  commands: { include: ['{coord,hub}/cli/test/**/*.test.ts'], testTimeout: 240_000 },
  pages: { include: ['{coord,hub}/web/test/**/*.test.ts'] },
  drill: { include: ['drill/test/gates.test.ts'] },
};
const exclude = ['**/node_modules/**', '**/dist/**', '**/fixtures/**'];
const common = {
  globalSetup: ['house/src/build-before-tests.ts', 'base/testing/src/global-setup.ts'],
  testTimeout: 60_000,
  hookTimeout: 60_000,
  // The files of a worker share their modules: a fifth of the time went into reading the same ones again. No test changes a module's state.
  isolate: false,
};

export default defineConfig({
  test: {
    reporters: ['default', closingLine],
    // Tests start servers, repositories and process trees: more workers than cores only makes them late.
    maxWorkers: 2,
    projects: [
      {
        test: {
          ...common,
          name: 'all',
          include: ['{coord,hub,base,house}/**/{src,test}/**/*.test.ts', 'drill/test/**/*.test.ts'],
          exclude: [...exclude, ...Object.values(slower).flatMap(({ include }) => include)],
        },
      },
      ...Object.entries(slower).map(([name, own]) => ({ test: { ...common, ...own, name, exclude } })),
    ],
  },
});
