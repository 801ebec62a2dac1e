import { coordinationDirection } from './coordination-direction.ts';
import { addEdge, type ForwardOrder, forwardOrder } from './forward-order.ts';
import type { HandoffDraft } from './parse-handoffs.ts';
import type { TaskDraft } from './parse-tasks.ts';
import type { Dependency, Session, Task } from './plan.ts';
import { lineAt, type Reading, report } from './reading.ts';
import { namesAllSessions, sessionMentions } from './session-mentions.ts';
import { stemsOf } from './stems-of.ts';
import { slugOf } from './words-of.ts';

/** A task among the others: drafts are in reading order, by first day and then by place in the document. */
type Node = { draft: TaskDraft; index: number; stems: Set<string> };

type State = {
  reading: Reading;
  nodes: Node[];
  /** By task id, the place among the nodes. */
  places: Map<string, number>;
  bySession: Map<number, Node[]>;
  order: ForwardOrder;
  edges: Map<string, Dependency>;
};

type Reason = Omit<Dependency, 'task' | 'also'>;

const strength: readonly Dependency['reason'][] = [
  'depends_on',
  'consumes',
  'handoff',
  'coordination_point',
  'own_order',
];

/**
 * Fills in what every task waits for. What tasks say themselves comes first and may even close a circle, which is
 * the document's mistake to find; what is inferred never does. `drafts` are in reading order.
 */
export function addDependencies(
  reading: Reading,
  drafts: readonly TaskDraft[],
  handoffs: readonly HandoffDraft[],
  sessions: readonly Session[],
): void {
  const nodes = drafts.map((draft, index) => ({
    draft,
    index,
    stems: new Set(stemsOf(wordsAbout(draft.task))),
  }));
  const bySession = new Map<number, Node[]>();
  for (const node of nodes) {
    const own = bySession.get(node.draft.task.session);
    if (own) own.push(node);
    else bySession.set(node.draft.task.session, [node]);
  }
  const state: State = {
    reading,
    nodes,
    places: new Map(nodes.map((node) => [node.draft.task.id, node.index])),
    bySession,
    order: forwardOrder(nodes.length),
    edges: new Map(),
  };
  addStated(state);
  addOwnOrder(state);
  for (const node of nodes) addGiven(state, node, sessions);
  for (const handoff of handoffs) addHandoff(state, handoff);
  // Last, since most of these only confirm an edge that is there.
  for (const node of nodes) addTaken(state, node);
  for (const { draft } of nodes)
    draft.task.dependsOn.sort((a, b) => (state.places.get(a.task) ?? -1) - (state.places.get(b.task) ?? -1));
}

function wordsAbout(task: Task): string {
  return [task.deliverable, task.text, ...task.produces].join(' ');
}

/** Records an edge; a second reason for it goes to `also`, the stronger of the two in front. */
function record(state: State, from: string, to: Node, reason: Reason): void {
  const key = `${from}\n${to.index}`;
  const known = state.edges.get(key);
  if (!known) {
    const edge: Dependency = { task: from, ...reason };
    state.edges.set(key, edge);
    to.draft.task.dependsOn.push(edge);
    return;
  }
  const { task: _, also = [], ...before } = known;
  const isStronger = strength.indexOf(reason.reason) < strength.indexOf(before.reason);
  if (isStronger) Object.assign(known, reason);
  known.also = [...also, isStronger ? before : reason];
}

/** True when `to` waits for `from` now, whether it did before or not; false when that would close a circle. */
function infer(state: State, from: Node, to: Node, reason: Reason): boolean {
  const isKnown = state.edges.has(`${from.draft.task.id}\n${to.index}`);
  if (!isKnown && !addEdge(state.order, from.index, to.index)) return false;
  record(state, from.draft.task.id, to, reason);
  return true;
}

function addStated(state: State): void {
  const byLabel = new Map(state.nodes.map((node) => [node.draft.task.label, node]));
  const producers = new Map<string, Node[]>();
  for (const node of state.nodes)
    for (const name of node.draft.task.produces) {
      const known = producers.get(slugOf(name));
      if (known) known.push(node);
      else producers.set(slugOf(name), [node]);
    }
  for (const node of state.nodes) {
    for (const { text, start } of node.draft.needs) {
      const place = state.places.get(text);
      const needed = place === undefined ? byLabel.get(text) : state.nodes[place];
      if (needed) addEdge(state.order, needed.index, node.index);
      // A name that no task has stays as it is written: the rule `unknown-task` finds it there.
      record(state, needed?.draft.task.id ?? text, node, {
        reason: 'depends_on',
        phrase: text,
        line: lineAt(state.reading, start),
      });
    }
    for (const name of node.draft.task.consumes) {
      const others = (producers.get(slugOf(name)) ?? []).filter((producer) => producer !== node);
      const needed = others.findLast((producer) => producer.index < node.index) ?? others[0];
      if (!needed) continue;
      addEdge(state.order, needed.index, node.index);
      record(state, needed.draft.task.id, node, {
        reason: 'consumes',
        phrase: name,
        line: lineAt(state.reading, node.draft.consumesAt),
      });
    }
  }
}

/** A session does its tasks in reading order, unless they say otherwise themselves. */
function addOwnOrder(state: State): void {
  for (const own of state.bySession.values())
    own.forEach((node, index) => {
      const before = own[index - 1];
      if (before)
        infer(state, before, node, {
          reason: 'own_order',
          phrase: node.draft.heading,
          line: node.draft.block.range.line,
        });
    });
}

function addGiven(state: State, node: Node, sessions: readonly Session[]): void {
  const phrase = node.draft.task.coordinationPoint;
  if (phrase === undefined) return;
  const reason: Reason = {
    reason: 'coordination_point',
    phrase,
    line: lineAt(state.reading, node.draft.coordinationAt),
  };
  const direction = coordinationDirection(phrase);
  if (direction === 'out')
    for (const session of othersIn(phrase, node, sessions)) bindNext(state, node, session, reason);
  if (direction !== undefined) return;
  report(
    state.reading,
    'info',
    'coordination-without-direction',
    node.draft.coordinationAt,
    `"${phrase}" does not say who waits for whom; no task waits because of it`,
    {
      fix: 'begin with what happens: `Share … with Session N` gives, `Receive … from Session N` takes; or use `depends_on`',
    },
  );
}

/** A session asks another for something: its last task that begins no later is the one waited for. */
function addTaken(state: State, node: Node): void {
  const phrase = node.draft.task.coordinationPoint;
  if (phrase === undefined || node.draft.isExplicit || coordinationDirection(phrase) !== 'in') return;
  const reason: Reason = {
    reason: 'coordination_point',
    phrase,
    line: lineAt(state.reading, node.draft.coordinationAt),
  };
  for (const session of othersIn(phrase, node, [])) {
    const theirs = state.bySession.get(session) ?? [];
    const confirmed = node.draft.task.dependsOn.find((edge) => sessionOf(state, edge.task) === session);
    const from = confirmed
      ? state.nodes[state.places.get(confirmed.task) ?? -1]
      : theirs[firstAfter(theirs, node.draft.task.firstDay) - 1];
    if (from) infer(state, from, node, reason);
  }
}

function sessionOf(state: State, task: string): number | undefined {
  return state.nodes[state.places.get(task) ?? -1]?.draft.task.session;
}

function othersIn(phrase: string, node: Node, sessions: readonly Session[]): number[] {
  const named = namesAllSessions(phrase)
    ? sessions.map((session) => session.id)
    : sessionMentions(phrase).map((mention) => mention.session);
  return [...new Set(named)].filter((session) => session !== node.draft.task.session);
}

/** The receiver's next task is in the giver's own block, or else the first that begins no earlier. */
function bindNext(state: State, from: Node, session: number, reason: Reason): Node | undefined {
  const theirs = state.bySession.get(session) ?? [];
  for (let at = firstFrom(theirs, from.draft.task.firstDay); at < theirs.length; at++) {
    const to = theirs[at]!;
    // What a task says itself wins: it is the receiver, and waits for nothing but what it names.
    if (to === from) continue;
    if (to.draft.isExplicit || infer(state, from, to, reason)) return to;
  }
  return undefined;
}

/** The index of the first task that begins on the day or later. */
function firstFrom(nodes: readonly Node[], day: number): number {
  return firstAfter(nodes, day - 1);
}

/** The index of the first task that begins after the day; tasks of a session are sorted by their first day. */
function firstAfter(nodes: readonly Node[], day: number): number {
  let low = 0;
  let high = nodes.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (nodes[middle]!.draft.task.firstDay > day) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Binds the earliest task that the trigger can mean to the receiver's next one. */
function addHandoff(state: State, { handoff, triggerAt }: HandoffDraft): void {
  const object = stemsOf(objectOf(handoff.trigger));
  const producer = state.bySession.get(handoff.from)?.find((node) => isMeant(node, object));
  if (!producer) return;
  handoff.producer = producer.draft.task.id;
  if (handoff.from === handoff.to) return;
  const consumer = bindNext(state, producer, handoff.to, {
    reason: 'handoff',
    phrase: handoff.trigger,
    line: lineAt(state.reading, triggerAt),
  });
  if (consumer) handoff.consumer = consumer.draft.task.id;
}

/** `Session 2 finishes the calendar` is about the calendar. */
function objectOf(trigger: string): string {
  const mention = sessionMentions(trigger)[0];
  if (!mention) return trigger;
  const after = trigger.slice(mention.end).replace(/^\s*(?:has|have|is|will)?\s*\p{L}+/u, '');
  return stemsOf(after).length > 0 ? after : trigger.slice(0, mention.index);
}

/** At least half of what the trigger speaks of is in the task's words. */
function isMeant(node: Node, object: readonly string[]): boolean {
  const met = object.filter((stem) => node.stems.has(stem)).length;
  return met > 0 && met * 2 >= object.length;
}
