import type { AgentDriver } from './agent-driver.ts';
import { runbookDriver } from './runbook-driver.ts';
import { scriptedDriver } from './scripted-driver.ts';

/** Drivers by the name that an order gives. */
export type Drivers = Readonly<Record<string, () => AgentDriver | Promise<AgentDriver>>>;

/**
 * The drivers that the turn host knows. Those that speak to coding agents are loaded when a turn names them: the protocol's
 * library and the schemas took 40 ms of CPU of every turn's host (171 ms in place of 131 ms; 2 cores, 2026-11-22).
 */
export const drivers: Drivers = {
  runbook: () => runbookDriver,
  scripted: () => scriptedDriver,
  acp: async () => (await import('./acp/acp-driver.ts')).acpDriver,
  headless: async () => (await import('./headless/headless-driver.ts')).headlessDriver,
};
