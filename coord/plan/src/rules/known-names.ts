import { nearestName } from '../nearest-name.ts';
import type { SourceRange } from '../plan.ts';
import { type Finding, findIn, listed, type Rule, type Subject } from './rule.ts';

type Use = { name: string; range: SourceRange; by: string };

/** Every use of a name that is not known, with the nearest that is. */
function unknown(subject: Subject, what: string, names: readonly string[], uses: readonly Use[]): Finding[] {
  const isKnown = new Set(names);
  const wrong = uses.filter((use) => !isKnown.has(use.name));
  return wrong.map(({ name, range, by }) => {
    const place = findIn(subject.text, range, name);
    const nearest = nearestName(name, names);
    const message = `${by} names the ${what} \`${name}\`, which nobody knows`;
    const at = place ?? range.start;
    if (!nearest) return { at, message, fix: `use one of ${choiceOf(names)}` };
    const fix = `write \`${nearest}\``;
    if (place === undefined) return { at, message, fix };
    return { at, message, fix, edit: { start: place, end: place + name.length, text: nearest } };
  });
}

const mostShown = 12;

function choiceOf(names: readonly string[]): string {
  const shown = names.slice(0, mostShown);
  return names.length > mostShown ? `${shown.join(', ')} or ${names.length - mostShown} more` : listed(shown);
}

export const unknownAgent: Rule = {
  name: 'unknown-agent',
  severity: 'error',
  find(subject) {
    const { sessions, tasks } = subject.plan;
    const recommended = sessions.flatMap(({ id, agents, range }) =>
      agents.map((name) => ({ name, range, by: `session ${id}` })),
    );
    const activated = tasks.flatMap(({ label, activation, range }) =>
      activation
        .filter((step) => step.kind !== 'preset')
        .map(({ name }) => ({ name, range, by: `task ${label}` })),
    );
    return unknown(subject, 'agent', subject.known.agents, [...recommended, ...activated]);
  },
};

export const unknownPreset: Rule = {
  name: 'unknown-preset',
  severity: 'error',
  find(subject) {
    const uses = subject.plan.tasks.flatMap(({ label, activation, range }) =>
      activation
        .filter((step) => step.kind === 'preset')
        .map(({ name }) => ({ name, range, by: `task ${label}` })),
    );
    return unknown(subject, 'preset', Object.keys(subject.known.presets), uses);
  },
};

/** Only where the gates are known: a document may be checked before its `gates.yaml` is written. */
export const unknownGate: Rule = {
  name: 'unknown-gate',
  severity: 'error',
  find(subject) {
    const uses = subject.plan.tasks.flatMap(({ label, gates, range }) =>
      gates.map((name) => ({ name, range, by: `task ${label}` })),
    );
    return subject.known.gates ? unknown(subject, 'gate', subject.known.gates, uses) : [];
  },
};

/** The compiler has turned labels into ids where they name a task, and left the rest as it stands. */
export const unknownTask: Rule = {
  name: 'unknown-task',
  severity: 'error',
  find(subject) {
    const { tasks } = subject.plan;
    const ids = new Set(tasks.map((task) => task.id));
    const uses = tasks.flatMap(({ label, dependsOn, range }) =>
      dependsOn
        .filter((need) => !ids.has(need.task))
        .map((need) => ({ name: need.task, range, by: `task ${label}` })),
    );
    const labels = tasks.map((task) => task.label);
    return unknown(subject, 'task', labels, uses);
  },
};

export const unknownSession: Rule = {
  name: 'unknown-session',
  severity: 'error',
  find({ plan }) {
    const ids = plan.sessions.map((session) => session.id);
    const uses = [
      ...plan.tasks.map(({ session, range, label }) => ({ session, range, by: `task ${label}` })),
      ...plan.oversights.map(({ session, range, id }) => ({ session, range, by: `oversight ${id}` })),
      ...plan.handoffs.flatMap(({ from, to, validator, range, title }) =>
        [...new Set([from, to, validator])].map((session) => ({ session, range, by: `handoff ${title}` })),
      ),
      ...plan.rounds.flatMap(({ speaker, range, title }) =>
        speaker.kind === 'session' ? [{ session: speaker.session, range, by: `round ${title}` }] : [],
      ),
      ...plan.resources.flatMap(({ ownership, range, path }) =>
        ownership.kind === 'primary' ? [{ session: ownership.session, range, by: `path ${path}` }] : [],
      ),
      ...plan.branches.map(({ session, range, name }) => ({ session, range, by: `branch ${name}` })),
    ];
    // Without any session the rule `master-missing` has said so once.
    return uses
      .filter(({ session }) => ids.length > 0 && !ids.includes(session))
      .map(({ session, range, by }) => ({
        at: range.start,
        message: `${by} names session ${session}, but the document has ${ids.length === 1 ? 'session' : 'sessions'} ${listed(ids.map(String))}`,
        fix: `name one of them, or add a section for session ${session}`,
      }));
  },
};
