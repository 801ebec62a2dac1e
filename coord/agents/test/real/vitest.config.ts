import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['coord/agents/test/real/{real-clients,check-agents,mission}.ts'],
    exclude: ['**/node_modules/**'],
    // Behind the fence no launcher can build anew what a source is newer than.
    globalSetup: ['house/src/build-before-tests.ts'],
    // Six agents at once took 10 s to start on 2 cores.
    testTimeout: 120_000,
    hookTimeout: 60_000,
    // Each file starts agents of 200 to 400 MB.
    maxWorkers: 1,
    // Worktrees below /tmp are open to Codex, whatever its sandbox.
    env: { TMPDIR: '/var/tmp' },
  },
});
