import { acpDriver } from './acp/acp-driver.ts';
import type { AgentDriver } from './agent-driver.ts';
import { runbookDriver } from './runbook-driver.ts';
import { scriptedDriver } from './scripted-driver.ts';

/** The drivers that the turn host knows; an order names one of them. */
export const drivers: readonly AgentDriver[] = [runbookDriver, scriptedDriver, acpDriver];
