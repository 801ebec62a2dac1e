import type { Submission } from './next-landing.ts';
import type { QueueEventNotes } from './queue-events.ts';

/** Whose event it is, where it is the work of an attempt. */
export const queueNotesOf = ({ of }: Pick<Submission, 'of'>, number: number): QueueEventNotes =>
  of.kind === 'attempt' ? { number, task: of.task, session: of.session } : { number };
