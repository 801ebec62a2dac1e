import type { Turn } from '@musterhq/store';

/** The driver of a turn that was replayed: nobody worked, and no model was asked. */
export const replayDriver = 'replay';

/** Who made the work of a turn: the task's driver, a person, or whoever made the stored result. */
export type Maker = 'driver' | 'person' | 'replay';

export const makerOf = ({ driver }: Pick<Turn, 'driver'>): Maker =>
  driver === 'person' || driver === replayDriver ? driver : 'driver';
