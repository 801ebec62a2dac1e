import type { ToolInput, ToolResult } from '@musterhq/desk';
import { hashObject, listTree, readFileAt } from '@musterhq/git';
import { readAttempts, readEvents, readHandoffs } from '@musterhq/store';
import { sha256 as sha256Of } from '../sha256.ts';
import type { Asker, AskRoom } from './ask-room.ts';
import { once } from './once.ts';
import { refusalOfAsk } from './refusal-of-ask.ts';
import { sessionName } from './session-name.ts';
import { readWorktreeFile } from './worktree-file.ts';

const pageCharacters = 12_000;

/** Notes the file as it is now; its contents reach the others with the commit that lands it, and by no other way. */
export async function publishArtifact(
  room: AskRoom,
  asker: Asker,
  { path: given, summary }: ToolInput<'publish_artifact'>,
): Promise<ToolResult<'publish_artifact'>> {
  const { path, content, sha256 } = await readWorktreeFile(asker.worktree, given);
  const object = await hashObject(room.repo, content);
  return once<'publish_artifact'>(room, asker, async () => ({
    event: { kind: 'artifact_published', data: { path, sha256, object, bytes: content.length, summary } },
    result: { stored: asker.key, path, sha256, bytes: content.length },
  }));
}

/** Where a hash was named, and the commits that may have its contents. */
type Candidate = { path: string; sha256: string; commits: string[]; object?: string; session: number | null };

/** A landed file by its hash, from git's objects; what is answered has been hashed again. */
export async function fetchArtifact(
  room: AskRoom,
  { sha256, offset }: ToolInput<'fetch_artifact'>,
): Promise<ToolResult<'fetch_artifact'>> {
  const candidates = (await readCandidates(room)).filter((one) => one.sha256.startsWith(sha256));
  const hashes = new Set(candidates.map((one) => one.sha256));
  if (hashes.size > 1)
    throw refusalOfAsk(`${hashes.size} artifacts begin with ${sha256}: give more of the hash.`);
  for (const candidate of candidates)
    for (const commit of candidate.commits) {
      const text = await findText(room, candidate, commit);
      if (text !== undefined) return { text: pageOf(candidate, commit, text, offset) };
    }
  const [named] = candidates;
  if (named === undefined)
    throw refusalOfAsk(
      `No handoff and no session has named an artifact ${sha256}; your brief and read_plan list them.`,
    );
  const who = named.session === null ? 'Its session' : sessionName(room.plan, named.session);
  throw refusalOfAsk(
    `${who} has published ${named.path}, and it has not landed yet as it was then. Ask again later.`,
  );
}

async function readCandidates({ store: { database }, run }: AskRoom): Promise<Candidate[]> {
  const [handoffs, published, attempts] = await Promise.all([
    readHandoffs(database, run),
    readEvents(database, run, { kind: 'artifact_published' }),
    readAttempts(database, run),
  ]);
  const handed = handoffs.flatMap(({ artifacts, commit }) =>
    artifacts.map(({ path, sha256 }) => ({ path, sha256, commits: [commit], session: null })),
  );
  const told = published.map(({ task, session, data }) => ({
    path: String(data.path),
    sha256: String(data.sha256),
    object: String(data.object),
    session,
    commits: attempts.flatMap((attempt) =>
      attempt.task === task && attempt.integrated !== null ? [attempt.integrated] : [],
    ),
  }));
  return [...handed, ...told];
}

/** The contents at the commit, when they are those that were named; of a file that is no text, a word about it. */
async function findText(
  { repo }: AskRoom,
  { path, sha256, object }: Candidate,
  commit: string,
): Promise<string | undefined> {
  const text = await readFileAt(repo, commit, path);
  if (text === undefined) return undefined;
  if (sha256Of(text) === sha256) return text;
  const [entry] = object === undefined ? [] : await listTree(repo, commit, path);
  if (entry === undefined || entry.object !== object || entry.path !== path) return undefined;
  return `(no text: open ${path} in your worktree, or take it from git with: git cat-file blob ${object})`;
}

function pageOf({ path, sha256 }: Candidate, commit: string, text: string, offset: number): string {
  const end = Math.min(text.length, offset + pageCharacters);
  const rest = end < text.length ? `; go on with offset ${end}` : '';
  return `${path} at ${commit.slice(0, 12)}, sha256 ${sha256}, characters ${offset} to ${end} of ${text.length}${rest}\n\n${text.slice(offset, end)}`;
}
