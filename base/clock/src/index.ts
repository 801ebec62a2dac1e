export { type Bell, makeBell } from './bell.ts';
export { type Clock, type ClockOptions, makeClock, type PlanTime } from './clock.ts';
export { formatTimeOfDay, parseTimeOfDay } from './time-of-day.ts';
