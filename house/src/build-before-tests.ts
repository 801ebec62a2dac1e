import { build } from '../command-line-bundle.mjs';

/**
 * Vitest's global set-up: tests that start `muster` as a process start what the sources say now. A build that fails does
 * not keep the other tests from running; the launcher repeats it and fails by name where the command line is needed.
 */
export async function setup(): Promise<void> {
  try {
    await build();
  } catch (error) {
    console.error('the command line could not be built; tests that start it will fail', error);
  }
}
