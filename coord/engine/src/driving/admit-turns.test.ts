import { describe, expect, it } from 'vitest';
import { at, makeFacts, makeLimits, makeTurn, planOf } from '../../test/make-facts.ts';
import { decide } from '../decide.ts';
import { workOf } from '../work.ts';
import { agentDriverSchema } from './driver-configuration.ts';

const plan = planOf({ '1-2': { 2: '', 3: '', 4: '' } });
const [first, second, third] = plan.tasks.map(({ id }) => id) as [string, string, string];
const drivers = { claude: agentDriverSchema.parse({ kind: 'acp', profile: 'claude', account: 'team' }) };
const admission = { start: 2, ceiling: 4, staggerMs: 2_000, turnBytes: 100 };
const decided = (facts: Parameters<typeof makeFacts>[0], limits: Parameters<typeof makeLimits>[0] = {}) =>
  decide(
    plan,
    workOf(plan, []),
    makeFacts({ now: at(30), ...facts }),
    makeLimits({ driverOf: () => 'claude', drivers, admission, ...limits }),
  ).map((decision) => {
    if (decision.kind === 'start_turn') return [decision.task, 'starts'];
    if (decision.kind === 'wait') return [decision.task, decision.until.getTime() - at(30).getTime()];
    return [decision.kind];
  });

describe('[A5] turns of agents that are due', () => {
  it('begin one after the other on an account, and the others wait', () => {
    expect(decided({})).toEqual([
      [first, 'starts'],
      [second, 2_000],
      [third, 2_000],
    ]);
  });

  it('begin as the window of the account and the memory allow', () => {
    const running = (task: string) => makeTurn({ task, driver: 'claude', startedAt: at(20) });
    expect(decided({ turns: [running('elsewhere')] }).map(([, what]) => what)).toEqual([
      'starts',
      5_000,
      5_000,
    ]);
    expect(decided({ freeBytes: 50, turns: [running('elsewhere')] }).map(([, what]) => what)).toEqual([
      5_000, 5_000, 5_000,
    ]);
  });

  it('are not held up when they drive no agent', () => {
    expect(decided({}, { driverOf: () => 'runbook' }).map(([, what]) => what)).toEqual([
      'starts',
      'starts',
      'starts',
    ]);
  });
});
