import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parseRunbook, type Runbook } from '@musterhq/agents';
import { parse } from 'yaml';

export const drillFolder = fileURLToPath(new URL('..', import.meta.url));
export const documentFile = 'MULTI_SESSION_COORDINATION.md';

/** One way to break what a gate stands for: the gate has to be red with it. */
export type Twin = {
  gate: string;
  task: string;
  file: string;
  how: 'empty' | 'truncate' | 'remove' | 'replace';
  find?: string;
  by?: string;
};

type Gates = {
  gates: Record<string, { run: string; kind?: 'test' | 'check' }>;
  tasks: Record<string, string[]>;
  oversight: Record<string, unknown>;
  quality: Record<string, unknown>;
  handoffs: Record<string, unknown>;
  milestones: Record<string, unknown>;
};

const readDrillFile = (name: string): Promise<string> => readFile(`${drillFolder}/${name}`, 'utf8');

export async function readRunbook(): Promise<Runbook> {
  const { runbook, diagnostics } = parseRunbook(await readDrillFile('runbook.yaml'), 'runbook.yaml');
  if (runbook === undefined) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return runbook;
}

export const readGates = async (): Promise<Gates> => parse(await readDrillFile('gates.yaml')) as Gates;

export async function readTwins(): Promise<Twin[]> {
  const byGate = parse(await readDrillFile('twins.yaml')) as Record<string, Omit<Twin, 'gate'>[]>;
  return Object.entries(byGate).flatMap(([gate, twins]) => twins.map((twin) => ({ gate, ...twin })));
}
