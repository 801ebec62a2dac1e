import { useQuery } from '@tanstack/react-query';
import type { Status, Timeline } from './facts.ts';
import { statusQuery, timelineQuery } from './queries.ts';

/**
 * A part of the status; undefined before the first answer. Whoever uses it is drawn anew only when that part is another: the status
 * itself is another with each event, up to ten times a second.
 */
export const useStatus = <Part>(select: (status: Status) => Part): Part | undefined =>
  useQuery({ ...statusQuery, select }).data;

/** The same of the timeline. */
export const useTimeline = <Part>(select: (timeline: Timeline) => Part): Part | undefined =>
  useQuery({ ...timelineQuery, select }).data;
