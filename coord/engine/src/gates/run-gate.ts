import type { GateDecision } from '@musterhq/store';
import { askPerson } from './ask-person.ts';
import { checkFiles } from './check-files.ts';
import type { Gate } from './gate.ts';
import type { GatePlace, GateReport } from './gate-report.ts';
import { hearReview } from './hear-review.ts';
import { measureMetric } from './measure-metric.ts';
import { probeHttp } from './probe-http.ts';
import { runCommandGate } from './run-command-gate.ts';

/** Runs one gate of any kind; `decision` is the last word of a person on it. */
export async function runGate(
  place: GatePlace,
  gate: Gate,
  decision: GateDecision | undefined,
): Promise<(GateReport & { tries?: number }) | 'canceled'> {
  switch (gate.kind) {
    case 'test':
    case 'check':
      return runCommandGate(place, gate);
    case 'http':
      return probeHttp(place, gate);
    case 'metric':
      return measureMetric(place, gate);
    case 'files':
      return checkFiles(place, gate);
    case 'review':
      return hearReview(place, gate);
    case 'human':
      return askPerson(place.gate, gate, decision);
  }
}
