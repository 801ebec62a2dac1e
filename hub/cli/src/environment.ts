import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** All that the commands take from the process around them: read here and nowhere else. */
export type Environment = {
  cwd: string;
  now: Date;
  isTerminal: boolean;
  columns: number;
  /** Folder of the bundle, with the assets beside it. */
  dist: string;
};

export function readEnvironment(): Environment {
  return {
    cwd: process.cwd(),
    now: new Date(),
    isTerminal: process.stdout.isTTY === true && process.env.NO_COLOR === undefined,
    columns: process.stdout.columns ?? 140,
    dist: dirname(fileURLToPath(import.meta.url)),
  };
}
