import { z } from 'zod';
import { gateSchema } from './gate.ts';

const reasonSchema = z.string().min(10, 'say why in at least ten characters');
const bindingSchema = z.union([
  z.array(z.string()).min(1),
  /** Decided by a person: the gate holds nothing back and nothing is ticked by it. */
  z.strictObject({ waived: reasonSchema }),
]);
const milestoneSchema = z.union([z.array(z.string()).min(1), z.strictObject({ open: reasonSchema })]);
const handoffSchema = z.union([
  z.array(z.string()).min(1),
  z.strictObject({
    gates: z.array(z.string()).min(1),
    at_fault: z.enum(['producer', 'consumer']).default('consumer'),
  }),
  z.strictObject({ waived: reasonSchema }),
]);

/** `gates.yaml` beside the document: the gates, and what each gate in the document's prose is bound to. */
export const gateBindingsSchema = z.strictObject({
  version: z.literal(1).default(1),
  gates: z.record(z.string(), gateSchema).default({}),
  /** Run on every candidate before it reaches the integration branch. */
  every: z.array(z.string()).default([]),
  tasks: z.record(z.string(), z.array(z.string()).min(1)).default({}),
  oversight: z.record(z.string(), bindingSchema).default({}),
  quality: z.record(z.string(), bindingSchema).default({}),
  handoffs: z.record(z.string(), handoffSchema).default({}),
  milestones: z.record(z.string(), milestoneSchema).default({}),
});

export type GateBindings = z.infer<typeof gateBindingsSchema>;

/** What a gate named in the document comes to. Unbound holds `main` back; see SPEC.md, E22. */
export type Binding =
  | { kind: 'bound'; gates: string[] }
  | { kind: 'waived'; reason: string }
  | { kind: 'unbound' };

export function bindingOf(entry: string[] | { waived: string } | undefined): Binding {
  if (entry === undefined) return { kind: 'unbound' };
  return Array.isArray(entry) ? { kind: 'bound', gates: entry } : { kind: 'waived', reason: entry.waived };
}

export type HandoffBinding = Binding & { atFault: 'producer' | 'consumer' };

export function handoffBindingOf(bindings: GateBindings, id: string): HandoffBinding {
  const entry = bindings.handoffs[id];
  if (entry !== undefined && 'gates' in entry)
    return { kind: 'bound', gates: entry.gates, atFault: entry.at_fault };
  return { ...bindingOf(entry), atFault: 'consumer' };
}
