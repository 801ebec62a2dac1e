import type { EventRow, TurnEventRow } from '@musterhq/server';

export type {
  Brief,
  Commit,
  Daily,
  DayList,
  Events,
  Gates,
  Limits,
  Me,
  NoticeList,
  PlanView,
  Queue,
  Round,
  Rounds,
  Status,
  TaskView,
  Timeline,
  Tokens,
  TurnEvents,
} from '@musterhq/server';
export type LogEvent = EventRow;
export type TurnLine = TurnEventRow;
