import type { AgentError } from '@musterhq/agents';
import { describe, expect, it } from 'vitest';
import { makeTurn } from '../../test/make-facts.ts';
import { configurationSchema } from '../configuration.ts';
import { readYaml } from '../read-yaml.ts';
import { chooseDriver, driversOf } from './choose-driver.ts';

const read = (text: string) => readYaml(text, 'muster/config.yaml', configurationSchema);
const driving = read(`
driver: claude
drivers:
  claude: { kind: acp, profile: claude-agent-acp, model: big, fallback: codex }
  codex: { kind: headless, profile: codex, fallback: gemini }
  gemini: { kind: acp, profile: gemini }
sessions:
  2: { driver: codex, model: small }
tasks:
  b2s2: { driver: gemini }
`);
const work = (label: string, session: number, said: { driver?: string; model?: string } = {}) => ({
  id: `id-${label}`,
  label,
  session,
  ...said,
});
const out = (driver: string, number: number, error: AgentError) =>
  makeTurn({
    task: 'id-b1s1',
    number,
    driver,
    outcome: { kind: 'failed', reason: 'agent_error', tail: '', error },
    verdict: { kind: 'rework', cause: 'outage', feedback: 'out' },
  });
const away: AgentError = { class: 'transport', message: 'connection refused' };

describe('who takes a turn', () => {
  it('[A1] is named by the configuration for the task, by the document, by the session, by the default', () => {
    expect(chooseDriver(driving, work('b2s2', 2, { driver: 'claude', model: 'x' }), [])).toEqual({
      driver: 'gemini',
      model: 'x',
    });
    expect(chooseDriver(driving, work('b1s2', 2, { driver: 'claude' }), [])).toEqual({
      driver: 'claude',
      model: 'small',
    });
    expect(chooseDriver(driving, work('b1s2', 2), [])).toEqual({ driver: 'codex', model: 'small' });
    expect(chooseDriver(driving, work('b1s1', 1), [])).toEqual({ driver: 'claude', model: 'big' });
  });

  it.each([
    ['auth', { class: 'auth', message: 'no login' }],
    ['quota', { class: 'quota', message: 'nothing left' }],
  ] as const)('[A2] is the fallback, with a model of its own, after one that lacks %s', (_, error) => {
    expect(chooseDriver(driving, work('b1s1', 1), [out('claude', 1, error)])).toEqual({
      driver: 'codex',
    });
  });

  it('[A2] is the fallback after three outages in a row, and its fallback after three of that', () => {
    const turns = [1, 2, 3].map((number) => out('claude', number, away));
    expect(chooseDriver(driving, work('b1s1', 1), turns.slice(1)).driver).toBe('claude');
    expect(chooseDriver(driving, work('b1s1', 1), turns).driver).toBe('codex');
    const more = [4, 5, 6].map((number) => out('codex', number, away));
    expect(chooseDriver(driving, work('b1s1', 1), [...turns, ...more]).driver).toBe('gemini');
    const all = [...turns, ...more, ...[7, 8, 9].map((number) => out('gemini', number, away))];
    expect(chooseDriver(driving, work('b1s1', 1), all).driver).toBe('gemini');
  });

  it('[A2] stays the same one while its vendor says when there is quota again', () => {
    const later: AgentError = { class: 'quota', message: 'until three', retryAfterMs: 60_000 };
    expect(chooseDriver(driving, work('b1s1', 1), [out('claude', 1, later)]).driver).toBe('claude');
  });

  it('is found for a whole plan, fallbacks included', () => {
    const plan = { tasks: [] };
    expect([...driversOf(driving, plan)].sort()).toEqual(['claude', 'codex', 'gemini']);
    expect([...driversOf(read(''), plan)]).toEqual(['runbook']);
  });
});

describe('[E30] drivers in muster/config.yaml', () => {
  it.each([
    [
      'driver: shell',
      /^muster\/config\.yaml:1:9 driver: expected one of the drivers runbook, scripted, found shell/,
    ],
    ['drivers:\n  a: { kind: acp, profile: x, fallback: b }', /:2:41 drivers\.a\.fallback: expected one of/],
    [
      'drivers:\n  a: { kind: acp, profile: x, fallback: a }',
      /:2:41 drivers\.a\.fallback: expected another driver: this leads back to a/,
    ],
    ['sessions: { two: { driver: runbook } }', /sessions/],
    ['tasks: { b1s1: { driver: nobody } }', /:1:26 tasks\.b1s1\.driver: expected one of/],
    ['drivers: { a: { kind: acp, profile: x, env: ["A=1"] } }', /expected the name of a variable/],
  ])('refuses %j with its place', (text, message) => {
    expect(() => read(text)).toThrow(expect.objectContaining({ message: expect.stringMatching(message) }));
  });
});
