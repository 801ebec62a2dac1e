// `npm run types`: the root's configuration, and that of each workspace which has one of its own: pages see a browser's
// globals, and nothing else may.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readWorkspaces } from './workspaces.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const own = readWorkspaces(root).map(({ folder }) => `${folder}/tsconfig.json`);
const projects = ['tsconfig.json', ...own.filter((file) => existsSync(join(root, file)))];
for (const project of projects) {
  const { status } = spawnSync('tsc', ['--noEmit', '-p', project], { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exitCode = 1;
}
