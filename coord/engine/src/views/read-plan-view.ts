import { graphJson, type Plan, type SourceRange } from '@musterhq/plan';
import { type DocumentVersion, findDocument } from '@musterhq/store';
import { compileDocument } from '../compile-document.ts';
import type { Surroundings } from '../open-run.ts';
import { readAt } from '../read-at.ts';
import { requireRun } from '../require-run.ts';
import type { Status } from '../status.ts';
import { assembleTimeline } from '../timeline/assemble-timeline.ts';
import { readTimelineFacts } from '../timeline/read-timeline.ts';
import type { PlanView } from './plan-view.ts';

/** The document that is in force, with the live state of its parts. */
export function readPlanView(around: Surroundings): Promise<PlanView> {
  return readAt(around, async (still) => {
    const run = await requireRun(still);
    const document = await findDocument(still.store.database, run.id);
    const facts = await readTimelineFacts(still, 0);
    const { plan } = compileDocument(document?.text ?? '', around.library);
    const { forecast } = assembleTimeline(facts);
    return {
      document: {
        path: run.documentPath,
        text: document?.text ?? '',
        version: document?.version ?? 0,
      },
      parts: partsOf(plan, document, facts.status),
      graph: {
        nodes: plan.tasks.map((task) => ({
          task: task.id,
          label: task.label,
          title: task.deliverable ?? task.text,
          session: task.session,
          block: task.block,
          fromDay: task.firstDay,
          toDay: task.lastDay,
          state: stateOf(facts.status, task.id),
        })),
        edges: graphJson(plan).edges,
        criticalPath: forecast.kind === 'forecast' ? forecast.criticalPath : [],
      },
    };
  });
}

const stateOf = ({ tasks }: Status, id: string): string =>
  tasks.find((task) => task.id === id)?.state.kind ?? 'waiting';

function partsOf(plan: Plan, document: DocumentVersion | undefined, status: Status): PlanView['parts'] {
  const text = document?.text ?? '';
  const lines = ({ start, end, line }: SourceRange) => ({
    fromLine: line,
    // A range may end behind the line break of its last line.
    toLine: line + Math.max(0, text.slice(start, end).trimEnd().split('\n').length - 1),
  });
  const done = (block: string) => {
    const tasks = plan.tasks.filter((task) => task.block === block);
    const count = tasks.filter(({ id }) => stateOf(status, id) === 'done').length;
    return tasks.length === 0 ? null : `${count} of ${tasks.length} done`;
  };
  const gateOutcome = (id: string) =>
    status.gates.find((gate) => gate.kind === 'quality' && gate.id === id)?.outcome ?? null;
  return [
    ...plan.sessions.map((session) => ({
      kind: 'session' as const,
      id: String(session.id),
      label: session.name,
      ...lines(session.range),
      state: status.sessions.find((one) => one.session === session.id)?.state ?? null,
    })),
    ...plan.blocks.map(({ id, label, range }) => ({
      kind: 'block' as const,
      ...{ id, label, ...lines(range), state: done(id) },
    })),
    ...plan.tasks.map(({ id, label, range }) => ({
      kind: 'task' as const,
      ...{ id, label, ...lines(range), state: stateOf(status, id) },
    })),
    ...plan.rounds.map(({ id, title, range }) => ({
      kind: 'round' as const,
      ...{ id, label: title, ...lines(range), state: null },
    })),
    ...plan.handoffs.map(({ id, title, range }) => ({
      kind: 'handoff' as const,
      ...{ id, label: title, ...lines(range) },
      state: status.handoffs.find((one) => one.id === id)?.state ?? null,
    })),
    ...plan.milestones.map(({ id, text: label, range }) => ({
      kind: 'milestone' as const,
      ...{ id, label, ...lines(range) },
      state: status.milestones.find((one) => one.id === id)?.isTicked ? 'ticked' : 'open',
    })),
    ...plan.qualityGates.map(({ id, name, range }) => ({
      kind: 'quality_gate' as const,
      ...{ id, label: name, ...lines(range), state: gateOutcome(id) },
    })),
  ].toSorted((a, b) => a.fromLine - b.fromLine || b.toLine - a.toLine);
}
