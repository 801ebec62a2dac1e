import { expect, test } from 'vitest';
import { configurationSchema } from '../configuration.ts';
import { ownLimit } from './own-limit.ts';

const configuration = configurationSchema.parse({
  drivers: {
    claude: { kind: 'headless', profile: 'claude' },
    codex: { kind: 'headless', profile: 'codex' },
    acp: { kind: 'acp', profile: 'claude' },
  },
});
const limitOf = (driver: string, cents: number | null, conversation?: string) =>
  ownLimit(configuration, { choice: { driver }, conversation }, cents);

test('[B4] who can hold a turn to dollars by itself is told what is left of them', () => {
  expect(limitOf('claude', 250)).toEqual({ maxCostUsd: 2.5 });
  expect(limitOf('claude', 0)).toEqual({ maxCostUsd: 0.01 });
});

test('[B4] without a limit, in a conversation that goes on, and by others none is told', () => {
  expect(limitOf('claude', null)).toEqual({});
  expect(limitOf('claude', 250, 'c1')).toEqual({});
  expect(limitOf('codex', 250)).toEqual({});
  expect(limitOf('acp', 250)).toEqual({});
  expect(limitOf('runbook', 250)).toEqual({});
});
