import { randomUUID } from 'node:crypto';
import { readPatch } from '@musterhq/git';
import { announce, type Comment, type Event, findEvent, type Run, readEvents } from '@musterhq/store';
import { refusalOfAsk } from '../asks/refusal-of-ask.ts';
import { placeWords } from '../comments/comment-words.ts';
import { quoteLines } from '../comments/quote-lines.ts';
import type { Surroundings } from '../open-run.ts';
import { requireRun } from '../require-run.ts';

/** Of a file's patch; what is longer is shown nowhere, so nothing can be said of its lines. */
const longestPatch = 400_000;

export type Commented = { run: Run; event: number; session: number; task: string; place: string };

/**
 * A person's word on lines of a commit of the newest run. The session whose commit it is hears it in its next brief, or with its next
 * report where a turn is under way. Refused with `ask_refused` where the commit is no task's or does not show those lines.
 */
export async function addComment(
  around: Surroundings,
  comment: Pick<Comment, 'commit' | 'path' | 'side' | 'fromLine' | 'toLine' | 'text' | 'by'>,
): Promise<Commented> {
  const { store, repo } = around;
  const run = await requireRun(around);
  const made = await findMade(around, run, comment.commit);
  if (made?.session == null || made.task === null)
    throw refusalOfAsk(`No task of run ${run.id} made or landed a commit ${comment.commit}.`);
  const { session, task } = made;
  const commit = String(made.data.commit);
  const { files } = await readPatch(repo, commit, { longest: longestPatch });
  const { path, side, fromLine, toLine } = comment;
  const file = files.find((one) => one.path === path || one.oldPath === path);
  if (file === undefined)
    throw refusalOfAsk(
      `The commit ${commit.slice(0, 10)} does not change ${path}; it changes ${files.map((one) => one.path).join(', ')}.`,
    );
  if (fromLine > toLine) throw refusalOfAsk(`Lines ${fromLine}-${toLine} are the wrong way round.`);
  const place = placeWords(comment);
  const quote = file.patch === null ? undefined : quoteLines(file.patch, { side, fromLine, toLine });
  if (quote === undefined)
    throw refusalOfAsk(`The commit ${commit.slice(0, 10)} does not show ${place}; see 'git show'.`);
  const key = `comment:${randomUUID()}`;
  const data = { by: comment.by, commit, path, side, fromLine, toLine, quote, text: comment.text };
  await announce(store, run.id, { key, kind: 'comment_made', session, task, data });
  const event = await findEvent(store.database, run.id, key);
  return { run, event: event!.id, session, task, place };
}

/** By the whole name of the commit, or by the beginning of it that no other one has. */
async function findMade({ store }: Surroundings, run: Run, name: string): Promise<Event | undefined> {
  const events = await readEvents(store.database, run.id, { kinds: ['commit_made', 'task_integrated'] });
  const found = events.filter(({ data }) => String(data.commit).startsWith(name));
  const commits = new Set(found.map(({ data }) => String(data.commit)));
  if (commits.size > 1) throw refusalOfAsk(`${name} begins several commits: ${[...commits].join(', ')}.`);
  return found[0];
}
