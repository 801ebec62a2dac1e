import { findFence } from '../src/index.ts';

/** Codex, where `npm run test:agents` has installed it, brings a bubblewrap. */
export const realModules = new URL('../real/node_modules', import.meta.url).pathname;

/** What can fence a process here. Asked once a file, outside a test, so that a skip can say why. */
export const findTestFence = () =>
  findFence({ path: process.env.PATH ?? '', nodeModules: [realModules], scratch: '/var/tmp' });
