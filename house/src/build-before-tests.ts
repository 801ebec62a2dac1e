import { build, productFolders } from '../command-line-bundle.mjs';

/**
 * Vitest's global set-up: tests that start a command as a process start what the sources say now. A build that fails does
 * not keep the other tests from running; the launcher repeats it and fails by name where the command line is needed.
 */
export async function setup(): Promise<void> {
  try {
    for (const folder of productFolders) await build(folder);
  } catch (error) {
    console.error('the command line could not be built; tests that start it will fail', error);
  }
}
