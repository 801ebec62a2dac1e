import { readTail } from './read-tail.ts';
import { turnPaths } from './turn-folder.ts';

/** The end of what a turn printed, at most `bytes` of it; empty while it printed nothing. */
export const tailLog = ({
  stateDir,
  turn,
  bytes = 8_192,
}: {
  stateDir: string;
  turn: string;
  bytes?: number;
}): string => readTail(turnPaths({ stateDir, turn }).log, bytes);
