import type { LogEvent } from '../live/facts.ts';

/**
 * Of what the stream has told, newest first, that which came after the log was read at event `at`; nothing while there may be one
 * between that nobody told of: the next reading has it.
 */
export const freshEvents = (told: readonly LogEvent[], at: number): LogEvent[] =>
  told.some(({ id }) => id <= at) ? told.filter(({ id }) => id > at) : [];
