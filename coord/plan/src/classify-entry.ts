import { keyOf, type YamlEntry, type YamlValue } from './yaml-entries.ts';

/** What a key at the top of a YAML block is, decided by its shape first and by the words around it last. */
export type EntryKind =
  | { kind: 'tasks'; session: number }
  | { kind: 'oversight'; session: number }
  | { kind: 'round' }
  | { kind: 'handoff' }
  | { kind: 'resource' }
  | { kind: 'strategy' }
  | { kind: 'block_id' }
  | { kind: 'unknown' };

const sessionKey = /^session_?(\d{1,4})_(.+)$/;
const roundKey =
  /(?:^|_)(?:standup|stand_up|sync|review|retro|retrospective|round|meeting|check_?in|huddle|briefing)(?:_|$)/;
const strategyWords = /\b(?:token|efficien|optimi[sz]|strateg|context|overhead)/i;
const fileWords = /\b(?:files?|paths?|resources?|folders?|director(?:y|ies)|ownership|owners?)\b/i;

export function classifyEntry(entry: YamlEntry, headings: string): EntryKind {
  const key = keyOf(entry.key);
  const session = sessionKey.exec(key);
  if (session) {
    if (/^(?:tasks?|work|assignments?)$/.test(session[2]!))
      return { kind: 'tasks', session: Number(session[1]) };
    if (/^(?:oversight|checks?|supervision|validation)$/.test(session[2]!))
      return { kind: 'oversight', session: Number(session[1]) };
  }
  const { value } = entry;
  const fields =
    value.kind === 'map' ? new Set(value.entries.map((field) => keyOf(field.key))) : new Set<string>();
  if (fields.has('trigger') || (fields.has('process') && fields.has('validation')))
    return { kind: 'handoff' };
  if (fields.has('agenda') || (value.kind === 'list' && (roundKey.test(key) || entry.annotation)))
    return { kind: 'round' };
  if (
    fields.has('path') ||
    (value.kind === 'scalar' &&
      isPath(value.text, entry.annotation !== undefined || fileWords.test(headings)))
  )
    return { kind: 'resource' };
  if (key === 'id' && value.kind === 'scalar') return { kind: 'block_id' };
  if (value.kind === 'map' && value.entries.length > 0 && value.entries.every((field) => isText(field.value)))
    if (strategyWords.test(headings) || strategyWords.test(key.replaceAll('_', ' ')))
      return { kind: 'strategy' };
  return { kind: 'unknown' };
}

/** A text that begins with `/` or `./` is a path anywhere; `docs/api.md` is one only where files are spoken of. */
function isPath(text: string, areFilesMeant: boolean): boolean {
  const found = pathIn(text);
  return found !== undefined && (areFilesMeant || /^\.{0,2}\//.test(found.path));
}

function isText(value: YamlValue): boolean {
  return value.kind === 'scalar' || value.kind === 'empty';
}

/** The repository path at the head of a text: `/src/ (Session 3 primary)` begins with one, `and/or` is none. */
export function pathIn(text: string): { path: string; rest: string } | undefined {
  const match =
    /^((?:\.{0,2}\/)[^\s()]*|[\w.@-]+(?:\/[\w.@*-]*)+|[\w-]+\.[a-z0-9]{1,8})(?:\s+([\s\S]*))?$/i.exec(
      text.trim(),
    );
  return match ? { path: match[1]!, rest: (match[2] ?? '').trim() } : undefined;
}
