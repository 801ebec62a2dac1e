import type { EventRow, Events, Me, Status, Timeline, TurnEventRow } from '@musterhq/server';

export type { Events, Me, Status, Timeline };
export type LogEvent = EventRow;
export type TurnLine = TurnEventRow;
export type Task = Status['tasks'][number];
