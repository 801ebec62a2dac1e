import type { ToolInput, ToolResult } from '@musterhq/desk';
import { hashContents, listTree, readStatus, treeOf } from '@musterhq/git';
import { normalPath } from '@musterhq/plan';
import { readFindings } from '@musterhq/store';
import type { Asker, AskRoom } from './ask-room.ts';
import { type Finding, findingOf, matchingFindings } from './match-findings.ts';
import { once } from './once.ts';
import { refusalOfAsk } from './refusal-of-ask.ts';

/** As many as are looked at for an answer; the newest. */
const mostFindings = 2_000;

/**
 * Keeps a finding with the hash of the files that it rests on, as they are in the commit that the worktree stands on. Files that
 * the session has changed are refused: nobody else has them like that.
 */
export async function recordFinding(
  room: AskRoom,
  asker: Asker,
  { topic, text, paths: given }: ToolInput<'record_finding'>,
): Promise<ToolResult<'record_finding'>> {
  const paths = [...new Set(given.map(requirePath))].sort();
  const { head, dirty } = await readStatus(room.repo, asker.worktree);
  if (head === undefined) throw refusalOfAsk('Your worktree stands on no commit yet.');
  const changed = dirty.map(({ path }) => path).filter((path) => paths.some((one) => isBelow(path, one)));
  if (changed.length > 0)
    throw refusalOfAsk(
      `You have changed ${changed.slice(0, 5).join(', ')}; a finding rests on files as they are for everybody. Leave them out, or record it in a later task.`,
    );
  for (const path of paths)
    if ((await listTree(room.repo, head, path.replace(/\/$/, ''))).length === 0)
      throw refusalOfAsk(`There is no ${path} in ${head.slice(0, 12)}, on which your worktree stands.`);
  const [contents, tree] = await Promise.all([contentsAt(room, head, paths), treeOf(room.repo, head)]);
  return once<'record_finding'>(room, asker, async () => ({
    event: { kind: 'finding_recorded', data: { topic, text, paths, contents, tree } },
    result: { stored: asker.key, tree },
  }));
}

/** What others found that still holds where the one who asks stands: the same files, byte by byte. Never by likeness. */
export async function searchFindings(
  room: AskRoom,
  asker: Asker,
  { words, limit }: ToolInput<'search_findings'>,
): Promise<ToolResult<'search_findings'>> {
  const { head } = await readStatus(room.repo, asker.worktree);
  const known = (await readFindings(room.store.database, mostFindings)).map(findingOf);
  const findings: Finding[] = [];
  let outdated = 0;
  for (const finding of matchingFindings(known, words, 5 * limit)) {
    if (findings.length === limit) break;
    const holds = head !== undefined && (await contentsAt(room, head, finding.paths)) === finding.contents;
    if (holds) findings.push(finding);
    else outdated += 1;
  }
  return {
    findings: findings.map(({ id, topic, text, paths, session }) => ({ id, topic, text, paths, session })),
    outdated,
  };
}

const contentsAt = ({ repo }: AskRoom, commit: string, paths: string[]): Promise<string> =>
  hashContents(repo, commit, { without: '', only: paths });

function requirePath(given: string): string {
  const path = normalPath(given);
  if (path === undefined) throw refusalOfAsk(`'${given}' is no path inside the repository.`);
  return path.replace(/\/$/, '');
}

const isBelow = (path: string, folder: string): boolean => path === folder || path.startsWith(`${folder}/`);
