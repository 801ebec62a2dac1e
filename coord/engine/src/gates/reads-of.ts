import type { Gate } from './gate.ts';
import type { GateBindings } from './gate-bindings.ts';

/** What the named gates read of a commit: files and folders, or everything where one of them does not say. */
export function readsOf(bindings: GateBindings, gates: string[]): string[] | 'everything' {
  const reads = gates.map((name) => readsOfGate(bindings.gates[name]!));
  if (reads.includes('everything')) return 'everything';
  return [...new Set(reads.flat())].sort();
}

export function readsOfGate(gate: Gate): string[] | 'everything' {
  switch (gate.kind) {
    case 'test':
    case 'check':
      return gate.inputs ?? 'everything';
    case 'files':
      return [...new Set([...gate.paths, ...Object.keys(gate.contains), ...gate.json])].sort();
    default:
      return 'everything';
  }
}
