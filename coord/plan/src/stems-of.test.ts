import { describe, expect, it } from 'vitest';
import { stemsOf } from './stems-of.ts';

describe('stemsOf', () => {
  it.each([
    ['deploys', 'deployment'],
    ['optimizations', 'optimize'],
    ['APIs', 'api'],
    ['completes', 'complete'],
    ['stories', 'story'],
    ['testing', 'tests'],
    ['databases', 'database'],
  ])('[P29] gives %j and %j one stem', (one, other) => {
    expect(stemsOf(one)).toEqual(stemsOf(other));
  });

  it('[P29] leaves out words that carry nothing', () => {
    expect(stemsOf('The calendar of the process is in it')).toEqual(['calendar', 'process']);
  });
});
