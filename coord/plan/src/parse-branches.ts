import type { Branch, Session } from './plan.ts';
import { hold, type Reading, range, report } from './reading.ts';
import { firstSession } from './session-mentions.ts';
import { slugOf } from './words-of.ts';

const treeMarks = /[├└│]|\|--|`--|\+--/;
const branchLine = /^[\s├└│─|`+-]*([A-Za-z0-9][\w./-]*)(?:\s+#\s*(.*))?\s*$/;
const trunkLine = /^(?:main|master|trunk)(?:\s+#|\s*$)/m;
const mainName = /^(?:main|master|trunk|production|release)$/i;
const integrationName = /^(?:integration|develop|dev|staging|next)\b/i;

/** The branches of a tree drawn in a fence, each with the words after its `#`, and those that the plan needs beside them. */
export function parseBranches(reading: Reading, sessions: readonly Session[], master: number): Branch[] {
  const branches: Branch[] = [];
  for (const piece of reading.outline.pieces) {
    if (piece.kind !== 'fence' || !/^(?:|bash|sh|shell|console|text|txt|git)$/.test(piece.language)) continue;
    const content = reading.text.slice(piece.content.start, piece.content.end);
    const heading = reading.outline.sections[piece.section]!.words;
    if (!treeMarks.test(content) && !(/\bbranch|\bgit\b/i.test(heading) && trunkLine.test(content))) continue;
    hold(reading, piece.section, 'branches');
    for (const match of content.matchAll(/[^\r\n]+/g)) {
      const branch = parseBranch(reading, match[0], piece.content.start + match.index, sessions, master);
      if (branch) branches.push(branch);
    }
  }
  return [...branches, ...missingBranches(reading, branches, sessions, master)];
}

function parseBranch(
  reading: Reading,
  text: string,
  start: number,
  sessions: readonly Session[],
  master: number,
): Branch | undefined {
  const match = branchLine.exec(text);
  if (!match) {
    if (!/^\s*#|^[\s│|]*$/.test(text))
      report(
        reading,
        'warning',
        'unreadable-branch',
        start,
        `expected a branch name and \`# purpose\`, found \`${text.trim()}\``,
        {
          fix: 'write the name without spaces, then `#` and what it is for',
        },
      );
    return undefined;
  }
  const [, name = '', purpose = ''] = match;
  const at = start + text.indexOf(name);
  if (/\.\.|\/\/|\/$|\.$|\.lock$|\/\./.test(name))
    report(reading, 'error', 'unusable-branch', at, `git takes no branch by the name \`${name}\``, {
      fix: 'rename it',
    });
  const named = firstSession(name);
  const session = named ?? firstSession(purpose) ?? sessionByWords(`${name} ${purpose}`, sessions) ?? master;
  const role =
    named !== undefined
      ? 'session'
      : integrationName.test(name)
        ? 'integration'
        : mainName.test(name)
          ? 'main'
          : 'session';
  return {
    name,
    purpose: purpose.trim(),
    role,
    session: role === 'session' ? session : (firstSession(purpose) ?? master),
    range: range(reading, at, start + text.trimEnd().length),
  };
}

/** A branch such as `feature/analytics` belongs to the session whose name begins with that word. */
function sessionByWords(text: string, sessions: readonly Session[]): number | undefined {
  const words = new Set(slugOf(text).split('-'));
  return sessions.find((session) => words.has(slugOf(session.name).split('-')[0] ?? ''))?.id;
}

/** Main, integration and a branch per session, where the document draws none. The master works on integration itself. */
function missingBranches(
  reading: Reading,
  branches: readonly Branch[],
  sessions: readonly Session[],
  master: number,
): Branch[] {
  const missing: Branch[] = [];
  const nowhere = range(reading, 0, 0);
  const add = (name: string, purpose: string, role: Branch['role'], session: number, place = nowhere) =>
    missing.push({ name, purpose, role, session, isDefault: true, range: place });
  if (!branches.some((branch) => branch.role === 'main'))
    add('main', 'What has passed review', 'main', master);
  if (!branches.some((branch) => branch.role === 'integration'))
    add('integration/daily', 'What has been accepted today', 'integration', master);
  const owners = new Set(branches.flatMap((branch) => (branch.role === 'session' ? [branch.session] : [])));
  for (const session of sessions) {
    if (session.id === master || owners.has(session.id)) continue;
    const word = slugOf(session.name).split('-')[0];
    add(
      word ? `session-${session.id}-${word}` : `session-${session.id}`,
      session.role || session.name,
      'session',
      session.id,
      session.range,
    );
  }
  return missing;
}
