import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { startProcess } from '@musterhq/process';
import type { Project } from './open-project.ts';

/**
 * The dashboard beside a run, in a process of its own that ends with it; where one serves the repository already, it only tells the
 * link to that one. That none could be started is said and holds nothing up.
 */
export function startDashboard(
  { environment, around }: Project,
  tell: (line: string) => void,
): { close(): Promise<void> } {
  const child = startProcess({
    command: process.execPath,
    args: [join(environment.dist, 'muster.js'), 'dashboard', '--with-input'],
    cwd: around.repo.dir,
    env: environment.all,
    onStderr: (chunk) => tell(`dashboard: ${chunk.trimEnd()}`),
  });
  const lines = createInterface({ input: child.stdout });
  lines.on('line', (line) => {
    if (line.includes('http')) tell(line.trim());
  });
  return {
    async close() {
      // The end of its input is its sign to close what it has open; the tree is ended if it does not heed that.
      child.stdin.end();
      const patience = setTimeout(child.end, 3_000);
      await child.ended;
      clearTimeout(patience);
      lines.close();
    },
  };
}
