import type { Milestone, Plan, QualityGate, Session, StatusLine, Task } from '../src/plan.ts';

const nowhere = { start: 0, end: 0, line: 1, column: 1 };

/** A plan with one master and one phase, for tests that look at one part of it. */
export function makePlan(parts: Partial<Plan> = {}): Plan {
  return {
    title: 'Plan',
    sessions: [makeSession({ id: 1, isMaster: true })],
    master: 1,
    phases: [{ id: 'p1', title: 'Phase 1', range: nowhere }],
    weeks: [{ id: 'p1.w1', phase: 'p1', number: 1, title: 'Week 1', range: nowhere }],
    blocks: [],
    tasks: [],
    oversights: [],
    rounds: [],
    handoffs: [],
    resources: [],
    branches: [],
    tokenStrategies: [],
    milestones: [],
    qualityGates: [],
    statusLines: [],
    sections: [],
    extra: [],
    ...parts,
  };
}

export function makeSession(parts: Partial<Session> & { id: number }): Session {
  return {
    name: `Session ${parts.id}`,
    role: '',
    isMaster: false,
    agents: [],
    functions: [],
    range: nowhere,
    ...parts,
  };
}

/** A task whose session and days are given; `needs` are the ids of the tasks that it waits for. */
export function makeTask({ needs = [], ...parts }: Partial<Task> & { id: string; needs?: string[] }): Task {
  return {
    label: parts.id,
    block: 'b1',
    session: 1,
    firstDay: 1,
    lastDay: 1,
    text: `Do ${parts.id}`,
    deliverable: `${parts.id} done`,
    activation: [],
    agents: [],
    dependsOn: needs.map((task) => ({ task, reason: 'depends_on', phrase: task, line: 1 })),
    produces: [],
    consumes: [],
    gates: [],
    priority: 0,
    ownedPaths: [],
    extra: {},
    range: nowhere,
    ...parts,
  };
}

/** The checkbox lines `- [ ] **Day N**: …` and `- [ ] **Name**: …` and the `Status` lines of a text, by plain search. */
export function planOfLines(text: string): Plan {
  const milestones: Milestone[] = [];
  const qualityGates: QualityGate[] = [];
  const statusLines: StatusLine[] = [];
  for (const match of text.matchAll(/^- \[(.)\] \*\*(?:Day (\d+)|([^*\n]+))\*\*: ([^\r\n]*)/gm)) {
    const [whole, box, day, name, words] = match;
    const start = match.index;
    const line = text.slice(0, start).split('\n').length;
    const item = {
      text: words!,
      isChecked: box !== ' ',
      box: { start: start + 3, end: start + 4, line, column: 4 },
      range: { start, end: start + whole.length, line, column: 1 },
    };
    if (day) milestones.push({ id: `day-${day}`, day: Number(day), ...item });
    else qualityGates.push({ id: name!.toLowerCase(), name: name!, validator: 1, ...item });
  }
  for (const match of text.matchAll(/^(\*\*(.*Status)\*\*: )([^\r\n]*?)[ \t]*\r?$/gm)) {
    const start = match.index + match[1]!.length;
    const value = {
      start,
      end: start + match[3]!.length,
      line: text.slice(0, start).split('\n').length,
      column: match[1]!.length + 1,
    };
    statusLines.push({
      id: match[2]!.toLowerCase(),
      label: match[2]!,
      subject: { kind: 'plan' },
      text: match[3]!,
      value,
    });
  }
  return makePlan({ milestones, qualityGates, statusLines });
}
