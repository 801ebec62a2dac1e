import type { Turn } from '@musterhq/store';
import { expect, test } from 'vitest';
import { at, makeTurn } from '../../test/make-facts.ts';
import { agentDriverSchema } from '../driving/driver-configuration.ts';
import { accountOfDriver, admittedTurns } from './admitted-turns.ts';

const driver = (settings: object) => agentDriverSchema.parse({ kind: 'acp', profile: 'claude', ...settings });
const drivers = { one: driver({}), two: driver({}), own: driver({ account: 'team' }) };
const ended = (name: string, outcome: Turn['outcome']) =>
  makeTurn({ task: 't', driver: name, startedAt: at(0), endedAt: at(1), outcome });
const failed = (error: object) => ({
  kind: 'failed',
  reason: 'agent_error',
  error: { message: 'no', ...error },
});

test('[W1] drivers of one profile share its account, unless they name another; who drives no agent has none', () => {
  const turns = ['one', 'two', 'own', 'runbook', 'person'].map((name) => ended(name, { kind: 'finished' }));
  expect(admittedTurns({ drivers }, turns).map(({ account }) => account)).toEqual([
    'claude',
    'claude',
    'team',
  ]);
  expect(accountOfDriver({ drivers }, 'own')).toBe('team');
});

test('[W1] a turn tells of its account by how it ended', () => {
  const turns = [
    makeTurn({ task: 't', driver: 'one', startedAt: at(0) }),
    ended('one', { kind: 'finished' }),
    ended('one', failed({ class: 'rate_limit', retryAfterMs: 7 })),
    ended('one', failed({ class: 'rate_limit' })),
    ended('one', failed({ class: 'auth' })),
    ended('one', { kind: 'stopped' }),
  ];
  const when = at(1).getTime();
  expect(admittedTurns({ drivers }, turns).map(({ end }) => end)).toEqual([
    null,
    { at: when, kind: 'clean' },
    { at: when, kind: 'rate_limit', retryAfterMs: 7 },
    { at: when, kind: 'rate_limit' },
    { at: when, kind: 'other' },
    { at: when, kind: 'other' },
  ]);
});
