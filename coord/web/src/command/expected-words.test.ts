import { expect, test } from 'vitest';
import type { Timeline } from '../live/facts.ts';
import { endWords, milestoneWords } from './expected-words.ts';

const day = 86_400_000;
const at = (days: number) => new Date(days * day).toISOString();
const milestone = (id: string, onDay: number | null, slipDays: number | null) => ({
  ...{ milestone: id, finishAt: at(onDay ?? 0), decidedBy: null, day: onDay, slipDays },
});
const timelineOf = (finishDay: number, parts: Partial<Timeline> = {}): Timeline =>
  ({
    ...{ pace: 'dated', days: 4, dayStarts: [0, 1, 2, 3, 4].map(at) },
    forecast: {
      ...{ kind: 'forecast', finishAt: at(finishDay), criticalPath: [], tasks: [] },
      milestones: [
        milestone('late', 6, 2),
        milestone('early', 2, -1),
        milestone('even', 3, 0),
        milestone('none', null, null),
      ],
    },
    ...parts,
  }) as unknown as Timeline;

test('a milestone says by how much it is expected to miss its day, or not to', () => {
  const words = (id: string) => milestoneWords(timelineOf(4), id);
  expect(words('late')).toEqual({ text: 'expected on day 6, 2 days late', isLate: true });
  expect(words('early')).toEqual({ text: 'expected on day 2, 1 day early', isLate: false });
  expect(words('even')).toEqual({ text: 'expected on day 3, as planned', isLate: false });
  expect(words('none')).toBeUndefined();
  expect(words('unheard of')).toBeUndefined();
});

test('the end is told against the last day of the plan, and not told where nothing is known', () => {
  expect(endWords(timelineOf(4), 0)).toBe('expected to end in time');
  expect(endWords(timelineOf(4.5), 0)).toBe('expected to end less than a day late');
  expect(endWords(timelineOf(6.5), 0)).toBe('expected to end 2.5 days late');
  expect(endWords(timelineOf(1, { pace: 'asap' }), day / 2)).toBe('expected to end in 12 h');
  const forecast = { kind: 'not_enough_data', of: 'finished_tasks', have: 0, need: 1 } as const;
  expect(endWords(timelineOf(4, { forecast }), 0)).toBe('its end is not known yet');
});
