import { describe, expect, test } from 'vitest';
import { assembleQueue, nextSteps, type QueueEvent, type QueuePolicy } from './queue.ts';

const policy: QueuePolicy = { window: 3, floor: 1, ceiling: 8 };

const opened: QueueEvent = { kind: 'opened', tip: 't' };
const merged = (entry: string, onto: string): QueueEvent => ({
  kind: 'merged',
  entry,
  onto,
  commit: onto + entry,
});
const conflicted = (entry: string, onto: string): QueueEvent => ({ kind: 'conflicted', entry, onto });
const passed = (commit: string): QueueEvent => ({
  kind: 'gated',
  entry: commit.at(-1)!,
  commit,
  passed: true,
});
const failed = (commit: string): QueueEvent => ({
  kind: 'gated',
  entry: commit.at(-1)!,
  commit,
  passed: false,
});
const landed = (commit: string): QueueEvent => ({ kind: 'landed', entry: commit.at(-1)!, commit });
const left = (entry: string, cause: 'gates' | 'conflict' | 'withdrawn'): QueueEvent => ({
  kind: 'left',
  entry,
  cause,
});

/** Each has a folder of its own, unless all read everything. */
function entered(entries: string, reads: 'everything' | 'own' = 'everything'): QueueEvent[] {
  return [...entries].map((entry) => {
    const paths = [`src/${entry}`];
    return { kind: 'entered', entry, paths, reads: reads === 'own' ? paths : reads };
  });
}

/** Each on the one before it, from the tip. */
function stacked(entries: string): QueueEvent[] {
  return [...entries].map((entry, index) => merged(entry, `t${entries.slice(0, index)}`));
}

const after = (...events: QueueEvent[]) => assembleQueue([opened, ...events], policy);
const stepsAfter = (...events: QueueEvent[]) => nextSteps(after(...events));
const statesAfter = (...events: QueueEvent[]) => after(...events).entries.map(({ state }) => state.kind);

describe('[Q1] the events', () => {
  test('an empty queue has nothing to do', () => {
    expect(after()).toEqual({ tip: 't', window: 3, entries: [] });
    expect(stepsAfter()).toEqual([]);
  });

  test('what is told twice is told once', () => {
    const events = [
      ...entered('ab'),
      ...stacked('ab'),
      passed('ta'),
      landed('ta'),
      failed('tab'),
      left('b', 'gates'),
    ];
    const twice = events.flatMap((event) => [event, event]);
    expect(after(...twice)).toEqual(after(...events));
    expect(after(...events, ...events)).toEqual(after(...events));
    expect(after(...events, opened)).toEqual(after(...events));
  });

  test('the first verdict on a commit stays', () => {
    const events = [...entered('a'), merged('a', 't'), passed('ta')];
    expect(stepsAfter(...events, failed('ta'))).toEqual(stepsAfter(...events));
  });

  test('an event of an entry that nobody heard of, a history without its first event and a policy at odds are bugs', () => {
    expect(() => after(passed('ta'))).toThrow(/'gated' speaks of a, which never entered/);
    expect(() => assembleQueue([], policy)).toThrow(/the first event/);
    expect(() => assembleQueue([opened], { window: 4, floor: 1, ceiling: 2 })).toThrow(
      /floor <= window <= ceiling/,
    );
  });
});

describe('[Q2] [Q3] the window', () => {
  test('each entry is merged onto the one before it as soon as that is made', () => {
    expect(stepsAfter(...entered('abcd'))).toEqual([{ kind: 'merge', entry: 'a', onto: 't' }]);
    expect(stepsAfter(...entered('abcd'), merged('a', 't'))).toEqual([
      { kind: 'gate', entry: 'a', commit: 'ta', onto: 't' },
      { kind: 'merge', entry: 'b', onto: 'ta' },
    ]);
    expect(after(...entered('abcd')).entries.map(({ state }) => state)).toEqual([
      { kind: 'merging', parent: undefined, onto: 't' },
      { kind: 'held', by: 'a' },
      { kind: 'held', by: 'a' },
      { kind: 'waiting' },
    ]);
  });

  test('all of it is gated at once, each on the assumed success of those ahead, and nothing beyond', () => {
    expect(stepsAfter(...entered('abcd'), ...stacked('abc'))).toEqual([
      { kind: 'gate', entry: 'a', commit: 'ta', onto: 't' },
      { kind: 'gate', entry: 'b', commit: 'tab', onto: 'ta' },
      { kind: 'gate', entry: 'c', commit: 'tabc', onto: 'tab' },
    ]);
    expect(after(...entered('ab'), ...stacked('ab')).entries[1]!.state).toEqual({
      kind: 'gating',
      parent: 'a',
      onto: 'ta',
      commit: 'tab',
    });
  });

  test('an entry that came once comes no second time, also when it is gone', () => {
    expect(after(...entered('a'), ...entered('a')).entries).toHaveLength(1);
    expect(after(...entered('a'), left('a', 'withdrawn'), ...entered('a')).entries).toEqual([]);
  });

  test('[Q3] a verdict on another base says nothing of the candidate on this one', () => {
    const events = [...entered('ab'), ...stacked('ab'), passed('tab'), failed('ta'), left('a', 'gates')];
    expect(stepsAfter(...events)).toEqual([{ kind: 'merge', entry: 'b', onto: 't' }]);
    expect(stepsAfter(...events, merged('b', 't'))).toEqual([
      { kind: 'gate', entry: 'b', commit: 'tb', onto: 't' },
    ]);
  });
});

describe('[Q4] landing', () => {
  test('the first entry lands when it is green on the tip', () => {
    expect(stepsAfter(...entered('a'), merged('a', 't'), passed('ta'))).toEqual([
      { kind: 'land', entry: 'a', onto: 't', commit: 'ta' },
    ]);
  });

  test('who is green behind one that is not judged waits for it, and lands after it without another run', () => {
    const events = [...entered('ab'), ...stacked('ab'), passed('tab')];
    expect(stepsAfter(...events)).toEqual([{ kind: 'gate', entry: 'a', commit: 'ta', onto: 't' }]);
    expect(stepsAfter(...events, passed('ta'), landed('ta'))).toEqual([
      { kind: 'land', entry: 'b', onto: 'ta', commit: 'tab' },
    ]);
  });
});

describe('[Q5] provisional failures', () => {
  test('behind an entry that is red on a green one, the others stand on that green one', () => {
    const events = [...entered('abc'), ...stacked('abc'), passed('ta'), failed('tab')];
    expect(statesAfter(...events)).toEqual(['green', 'failing', 'merging']);
    expect(stepsAfter(...events)).toEqual([
      { kind: 'land', entry: 'a', onto: 't', commit: 'ta' },
      { kind: 'merge', entry: 'c', onto: 'ta' },
    ]);
  });

  test('red on one that is not judged yet may be the fault of either: those behind begin nothing and end what runs', () => {
    const events = [...entered('abc'), ...stacked('abc'), failed('tab')];
    expect(after(...events).entries.map(({ state }) => state)).toEqual([
      { kind: 'gating', parent: undefined, onto: 't', commit: 'ta' },
      { kind: 'doubtful', parent: 'a', onto: 'ta', commit: 'tab' },
      { kind: 'held', by: 'b' },
    ]);
    expect(stepsAfter(...events)).toEqual([{ kind: 'gate', entry: 'a', commit: 'ta', onto: 't' }]);
  });

  test('a conflict is nobody’s doubt: those behind stand on the one ahead at once', () => {
    const events = [...entered('abc'), merged('a', 't'), conflicted('b', 'ta')];
    expect(after(...events).entries[1]!.state).toEqual({
      kind: 'failing',
      cause: 'conflict',
      parent: 'a',
      onto: 'ta',
    });
    expect(stepsAfter(...events).at(-1)).toEqual({ kind: 'merge', entry: 'c', onto: 'ta' });
  });

  test('when the one ahead leaves, who failed on it is merged and gated anew', () => {
    const events = [...entered('ab'), ...stacked('ab'), failed('tab'), failed('ta'), left('a', 'gates')];
    expect(stepsAfter(...events)).toEqual([{ kind: 'merge', entry: 'b', onto: 't' }]);
    const conflict = [...entered('ab'), merged('a', 't'), conflicted('b', 'ta'), left('a', 'withdrawn')];
    expect(stepsAfter(...conflict)).toEqual([{ kind: 'merge', entry: 'b', onto: 't' }]);
  });
});

describe('[Q6] leaving', () => {
  test('red on the tip itself leaves, with the commit that was judged', () => {
    expect(stepsAfter(...entered('ab'), ...stacked('ab'), failed('ta'))).toEqual([
      { kind: 'eject', entry: 'a', cause: 'gates', onto: 't', commit: 'ta' },
      { kind: 'merge', entry: 'b', onto: 't' },
    ]);
  });

  test('a conflict with the tip itself leaves', () => {
    expect(stepsAfter(...entered('a'), conflicted('a', 't'))).toEqual([
      { kind: 'eject', entry: 'a', cause: 'conflict', onto: 't' },
    ]);
  });

  test('who failed on an entry that landed has failed on the tip, without another run', () => {
    const events = [...entered('ab'), ...stacked('ab'), failed('tab'), passed('ta'), landed('ta')];
    expect(stepsAfter(...events)).toEqual([
      { kind: 'eject', entry: 'b', cause: 'gates', onto: 'ta', commit: 'tab' },
    ]);
  });
});

describe('[Q7] the size of the window', () => {
  const windowAfter = (...events: QueueEvent[]) => after(...entered('abcdefgh'), ...events).window;

  test('a landing lets it grow by one, up to the ceiling', () => {
    expect(windowAfter(landed('ta'), landed('tab'))).toBe(5);
    expect(windowAfter(...[...'abcdefgh'].map((entry) => landed(`t${entry}`)))).toBe(8);
  });

  test('an entry that leaves red or in conflict halves it, down to the floor', () => {
    expect(windowAfter(landed('ta'), landed('tb'), left('c', 'gates'))).toBe(2);
    expect(windowAfter(left('a', 'conflict'), left('b', 'gates'))).toBe(1);
  });

  test('who is taken out leaves it as it is', () => {
    expect(windowAfter(left('a', 'withdrawn'))).toBe(3);
  });

  test('what was begun beyond a window that halved goes on where it stands, and nothing else begins there', () => {
    const wide = { window: 4, floor: 1, ceiling: 4 };
    const behind = [merged('c', 'ta'), merged('d', 'tac'), merged('e', 'tacd')];
    const events = [
      opened,
      ...entered('abcdef'),
      ...stacked('ab'),
      passed('ta'),
      failed('tab'),
      landed('ta'),
      ...behind,
      left('b', 'gates'),
    ];
    const queue = assembleQueue(events, wide);
    expect(queue.window).toBe(2);
    expect(queue.entries.map(({ entry, state }) => [entry, state.kind])).toEqual([
      ['c', 'gating'],
      ['d', 'gating'],
      ['e', 'gating'],
      ['f', 'waiting'],
    ]);
  });
});

describe('[Q9] passing', () => {
  test('who is green behind a slow head that it has nothing to do with passes it', () => {
    const events = [...entered('abc', 'own'), ...stacked('abc'), passed('tabc')];
    expect(stepsAfter(...events).at(-1)).toEqual({ kind: 'promote', entry: 'c' });
    expect(after(...events, { kind: 'promoted', entry: 'c' }).entries.map(({ entry }) => entry)).toEqual([
      'c',
      'a',
      'b',
    ]);
  });

  test('at the front it is merged and gated anew', () => {
    const events: QueueEvent[] = [
      ...entered('ab', 'own'),
      ...stacked('ab'),
      passed('tab'),
      { kind: 'promoted', entry: 'b' },
    ];
    expect(stepsAfter(...events)).toEqual([{ kind: 'merge', entry: 'b', onto: 't' }]);
  });

  test('nobody passes with one ahead that it depends on, a head that is decided, or one that was let past', () => {
    const promotes = (...events: QueueEvent[]) =>
      stepsAfter(...events).some(({ kind }) => kind === 'promote');
    expect(promotes(...entered('ab'), ...stacked('ab'), passed('tab'))).toBe(false);
    const mixed = [...entered('a', 'own'), ...entered('b'), ...entered('c', 'own')];
    expect(promotes(...mixed, ...stacked('abc'), passed('tabc'))).toBe(false);
    const own = [...entered('abc', 'own'), ...stacked('abc')];
    expect(promotes(...own, passed('ta'), passed('tabc'))).toBe(false);
    const past: QueueEvent[] = [
      passed('tab'),
      { kind: 'promoted', entry: 'b' },
      merged('b', 't'),
      merged('a', 'tb'),
    ];
    expect(promotes(...own, ...past, passed('tba'))).toBe(false);
  });
});

describe('[Q10] a target that somebody moved', () => {
  test('all are merged and gated on the new tip', () => {
    const events: QueueEvent[] = [
      ...entered('ab'),
      ...stacked('ab'),
      passed('ta'),
      { kind: 'target_moved', tip: 'u' },
    ];
    expect(after(...events).tip).toBe('u');
    expect(stepsAfter(...events)).toEqual([{ kind: 'merge', entry: 'a', onto: 'u' }]);
    expect(stepsAfter(...events, merged('a', 'u'), failed('tab'))).toEqual([
      { kind: 'gate', entry: 'a', commit: 'ua', onto: 'u' },
      { kind: 'merge', entry: 'b', onto: 'ua' },
    ]);
  });
});
