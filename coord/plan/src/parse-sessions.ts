import type { Piece } from './outline-of.ts';
import { type Label, parseLabel } from './parse-label.ts';
import type { Session } from './plan.ts';
import { hold, type Reading, range, report } from './reading.ts';
import { wordsOf } from './words-of.ts';

const heading = /^session[\s_#-]*(\d{1,4})\b\s*[:.,–—-]*\s*(.*)$/i;

/** A section headed `Session N`, and what stands in it. */
type Candidate = {
  section: number;
  id: number;
  name: string;
  labels: (Label & { items: string[] })[];
  loose: string[];
};

/** The sessions and, by section, which session's own section it is: status lines there speak of that session. */
export type Sessions = { sessions: Session[]; master: number; bySection: Map<number, number> };

export function parseSessions(reading: Reading): Sessions {
  const candidates = candidatesOf(reading).map((candidate) => ({ candidate, parts: partsOf(candidate) }));
  const described = new Set(
    candidates.filter(({ parts }) => parts.isDescribed).map(({ candidate }) => candidate.id),
  );
  const withFence = new Set(
    reading.outline.pieces.flatMap((piece) => (piece.kind === 'fence' ? [piece.section] : [])),
  );
  const sessions: Session[] = [];
  const bySection = new Map<number, number>();
  const seen = new Set<number>();
  for (const { candidate, parts } of candidates) {
    const section = reading.outline.sections[candidate.section]!;
    // A heading such as `Session 2: what to start with` above commands describes nobody.
    if (!parts.isDescribed && (described.has(candidate.id) || withFence.has(candidate.section))) continue;
    if (seen.has(candidate.id)) {
      report(
        reading,
        'error',
        'duplicate-session',
        section.start,
        `Session ${candidate.id} is described twice; the first description counts`,
        {
          fix: 'give each session its own number',
        },
      );
      continue;
    }
    seen.add(candidate.id);
    bySection.set(candidate.section, candidate.id);
    hold(reading, candidate.section, 'sessions');
    if (parts.areFunctionsLoose)
      report(
        reading,
        'info',
        'unlabelled-functions',
        section.start,
        `the list of Session ${candidate.id} has no label; it is read as its primary functions`,
        {
          fix: 'write `**Primary Functions**:` above it',
        },
      );
    const { role, agents, functions } = parts;
    sessions.push({
      id: candidate.id,
      name: candidate.name,
      role,
      isMaster: false,
      agents,
      functions,
      range: range(reading, section.start, section.end),
    });
  }
  const master = masterOf(reading, sessions);
  for (const session of sessions) session.isMaster = session.id === master;
  return { sessions, master, bySection };
}

function candidatesOf(reading: Reading): Candidate[] {
  const candidates = new Map<number, Candidate>();
  reading.outline.sections.forEach((section, index) => {
    const match = heading.exec(section.words);
    if (match && section.depth > 0)
      candidates.set(index, {
        section: index,
        id: Number(match[1]),
        name: match[2]!.trim().replace(/^\((.*)\)$/, '$1'),
        labels: [],
        loose: [],
      });
  });
  if (candidates.size === 0) return [];
  const closed = new Set<number>();
  for (const piece of reading.outline.pieces) {
    const candidate = candidates.get(piece.section);
    if (!candidate || closed.has(piece.section)) continue;
    if (piece.kind === 'rule') closed.add(piece.section);
    else addPiece(candidate, piece);
  }
  return [...candidates.values()];
}

function addPiece(candidate: Candidate, piece: Piece): void {
  if (piece.kind !== 'line' && piece.kind !== 'item') return;
  const label = parseLabel(piece.line);
  if (label && (piece.kind === 'line' || fieldOf(label.label)))
    candidate.labels.push({ ...label, items: [] });
  else if (piece.kind === 'item')
    (candidate.labels.findLast((last) => last.value === '')?.items ?? candidate.loose).push(
      wordsOf(piece.line.text),
    );
}

type Field = 'role' | 'agents' | 'functions';

function fieldOf(label: string): Field | undefined {
  if (/\bagents?\b|\bpersonas?\b/i.test(label)) return 'agents';
  if (/\bfunctions?\b|\bresponsibilit|\bduties\b/i.test(label)) return 'functions';
  return /\brole\b/i.test(label) ? 'role' : undefined;
}

function partsOf(candidate: Candidate) {
  const parts = {
    role: '',
    agents: [] as string[],
    functions: [] as string[],
    isDescribed: false,
    areFunctionsLoose: false,
  };
  for (const { label, value, items } of candidate.labels) {
    const field = fieldOf(label);
    if (!field) continue;
    parts.isDescribed = true;
    if (field === 'role') parts.role = wordsOf(value);
    if (field === 'agents') parts.agents.push(...agentsOf([value, ...items].join(',')));
    if (field === 'functions') parts.functions.push(...splitWords(value, /;/), ...items);
  }
  if (parts.functions.length === 0 && candidate.loose.length > 0) {
    parts.functions = candidate.loose;
    parts.areFunctionsLoose = parts.isDescribed;
  }
  return parts;
}

function agentsOf(value: string): string[] {
  return [...new Set(splitWords(value, /,|\band\b|&/).map((agent) => agent.toLowerCase()))];
}

function splitWords(value: string, separator: RegExp): string[] {
  return value.split(separator).map(wordsOf).filter(Boolean);
}

/** `Master Session: Session 1 …` says it; else a role or name that speaks of leading; else the lowest number. */
function masterOf(reading: Reading, sessions: readonly Session[]): number {
  for (const piece of reading.outline.pieces) {
    if (piece.kind !== 'line' && piece.kind !== 'item') continue;
    const label = parseLabel(piece.line);
    if (!label || !/^(?:master|lead|coordinating)\b(?: session)?$|^coordinator$/i.test(label.label)) continue;
    const id = Number(/session[\s_#-]*(\d{1,4})/i.exec(label.value)?.[1] ?? Number.NaN);
    if (sessions.some((session) => session.id === id)) {
      hold(reading, piece.section, 'header');
      return id;
    }
    report(
      reading,
      'error',
      'unknown-master',
      label.start,
      `expected the master to be a session of this document, found "${label.value}"`,
      {
        fix: 'name one of the sessions, such as `Session 1`',
      },
    );
    break;
  }
  if (sessions.length === 0) {
    report(
      reading,
      'error',
      'no-sessions',
      0,
      'no section describes a session: expected headings such as `Session 1: Name` with a role or agents below',
      {
        fix: 'add a heading `Session 1: Name` with a line `**Role**: …`',
      },
    );
    return 1;
  }
  const lead = sessions.find((session) =>
    /\b(?:master|lead|coordinator|command)\b/i.test(`${session.role} ${session.name}`),
  );
  const master = lead ?? sessions.reduce((lowest, session) => (session.id < lowest.id ? session : lowest));
  report(
    reading,
    'info',
    'master-inferred',
    master.range.start,
    `no line names the master; Session ${master.id} is taken${lead ? ' for its role' : ', the lowest number'}`,
    {
      fix: `write \`**Master Session**: Session ${master.id}\` below the title`,
    },
  );
  return master.id;
}
