import { describe, expect, test } from 'vitest';
import { type LedgerCall, nextMove } from '../src/index.ts';
import { type PublishWorld, searchPublications } from './search-publication.ts';

const quiet = (name: string): LedgerCall => ({ name, visible: false, lostAnswer: 'repeat' });
const loud = (name: string, lostAnswer: LedgerCall['lostAnswer']): LedgerCall => ({
  name,
  visible: true,
  lostAnswer,
});
const fates: PublishWorld['fates'] = [
  'done',
  'refused_content',
  'refused_transient',
  'committed_and_refused',
  'lost_before',
  'lost_after',
  'lost_and_late',
  'killed_before',
  'killed_after',
];
const sights: PublishWorld['sights'] = ['true', 'lagging', 'unreadable'];
const shapes: [name: string, calls: LedgerCall[], faults: number][] = [
  ['one call', [loud('create_post:0', 'read_account')], 5],
  ['a handle first', [quiet('create_container'), loud('publish', 'ask_handle')], 3],
  ['a thread', [loud('create_post:0', 'read_account'), loud('create_post:1', 'read_account')], 3],
  [
    'media, the post and its comment',
    [quiet('upload'), loud('create', 'read_account'), loud('comment', 'read_account')],
    3,
  ],
];

/** `searchPublications` throws at the first promise that is broken, with the moves that led there. */
describe('[J1] [J4] [J5] [J6] [J7] every order of answers, silences and crashes', () => {
  test.each(shapes)('%s', (name, calls, faults) => {
    const { moves, ends } = searchPublications({ calls, fates, sights, faults });
    const words = [...ends].toSorted().map(([end, count]) => `${end}: ${count}`);
    console.log(`${name}, up to ${faults} faults: ${moves} moves; ${words.join('; ')}`);
    expect(ends.size).toBeGreaterThan(2);
  });
});

/** Three losses lead to the scheduler; two more befall it there. */
test('[J21] every order with a scheduler behind the flip', () => {
  const calls = [quiet('create_post'), loud('publish_post', 'ask_handle')];
  // With all of them it is 2.3 million moves and as good; these are those that can show a post.
  const world: PublishWorld = {
    calls,
    fates: ['done', 'lost_before', 'lost_after', 'lost_and_late', 'killed_after'],
    sights: ['true', 'lagging'],
    faults: 5,
    schedules: true,
  };
  const { moves, ends } = searchPublications(world);
  console.log(`a scheduler behind the flip: ${moves} moves; ${[...ends.keys()].toSorted().join('; ')}`);
  expect(moves).toBeGreaterThan(1_000);
});

describe('the search finds a decision that is wrong', () => {
  const world: PublishWorld = { calls: shapes[0]![1], fates, sights, faults: 3 };
  test('repeating a call whose answer was lost', () => {
    const hasty: typeof nextMove = (facts, now) =>
      nextMove({ ...facts, attempts: facts.attempts.filter(({ state }) => state !== 'unknown') }, now);
    expect(() => searchPublications(world, hasty)).toThrow(/settled|already|twice/);
  });
  test('believing one absence', () => {
    const gullible: typeof nextMove = (facts, now) => {
      const last = facts.attempts.at(-1);
      return last?.state === 'unknown' && last.findings.at(-1)?.kind === 'absent'
        ? { kind: 'settle_absent', attempt: last.number }
        : nextMove(facts, now);
    };
    expect(() => searchPublications(world, gullible)).toThrow(/already|twice/);
  });
  test('parking what could be read', () => {
    const timid: typeof nextMove = (facts, now) => {
      const move = nextMove(facts, now);
      return move.kind === 'find' ? { kind: 'end', state: 'ambiguous', reason: 'timid' } : move;
    };
    expect(() => searchPublications(world, timid)).toThrow(/readable/);
  });
});
