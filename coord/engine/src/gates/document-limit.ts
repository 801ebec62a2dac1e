import type { QualityGate } from '@musterhq/plan';
import type { Gate } from './gate.ts';
import { isTime, type Limit } from './limit.ts';

/** A figure that a quality gate of the document states, and where. */
export type DocumentLimit = { limit: Limit; from: string };

export function documentLimitOf(gate: Pick<QualityGate, 'id' | 'threshold'>): DocumentLimit | undefined {
  return gate.threshold && { limit: gate.threshold, from: `quality gate '${gate.id}' of the document` };
}

/**
 * The gate with the document's figure in the place of a limit that it leaves open: a time is held against p95 of the
 * latencies, a percentage against the availability, either of them against a metric. A gate's own limit stands.
 */
export function withLimit(gate: Gate, document: DocumentLimit | undefined): Gate {
  if (document === undefined) return gate;
  const { limit } = document;
  if (gate.kind === 'metric' && gate.threshold === undefined) return { ...gate, threshold: limit };
  if (gate.kind !== 'http') return gate;
  const isUpper = limit.comparison.startsWith('<');
  if (isTime(limit.unit) && isUpper && gate.latency === undefined)
    return { ...gate, latency: { p95: limit } };
  const { availability } = gate;
  if (limit.unit === '%' && !isUpper && availability !== undefined && availability.at_least === undefined)
    return { ...gate, availability: { ...availability, at_least: limit.value } };
  return gate;
}

/** The limits of a gate that measures what the document's figure is about; none where it measures nothing of the kind. */
export function limitsAgainst(gate: Gate, { limit }: DocumentLimit): Limit[] {
  if (gate.kind === 'metric')
    return gate.threshold === undefined
      ? []
      : [{ ...gate.threshold, unit: gate.unit ?? gate.threshold.unit }];
  if (gate.kind !== 'http') return [];
  if (limit.unit === '%')
    return gate.availability?.at_least === undefined
      ? []
      : [{ comparison: '>=', value: gate.availability.at_least, unit: '%' }];
  return isTime(limit.unit) ? Object.values(gate.latency ?? {}).filter((own) => own !== undefined) : [];
}
