import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { commitFile, commitOf, isAncestor, mergeTexts, moveRef, readFileAt } from '@musterhq/git';
import { type Change, diffPlans, type Plan, repair } from '@musterhq/plan';
import { answerRequest, insertDocument, readEvents, readOpenRequests, recordEvent } from '@musterhq/store';
import { compileDocument } from './compile-document.ts';
import type { Context } from './context.ts';
import { EngineError } from './engine-error.ts';
import type { Facts } from './facts.ts';
import { checkBindings } from './gates/check-bindings.ts';
import { limitsOf } from './limits.ts';
import { masterAuthor } from './seat.ts';
import { sha256 } from './sha256.ts';
import { workOf } from './work.ts';
import { openKinds, statesOf } from './work-state.ts';

/** Edits that were looked at, with the plan and the work they met: a cache, nothing more. */
const dealtWith = new Set<string>();

/**
 * A person edits the document in the main checkout while the run goes on: the edit is merged with what was written
 * back meanwhile, compiled, and adopted when no running task changes under its session. Nothing is ever written
 * over an edit that was not adopted.
 */
export async function adoptEdit(context: Context, facts: Facts): Promise<boolean> {
  const { repo, documentPath, live, store, fence } = context;
  const text = await readIfThere(join(repo.dir, documentPath));
  const requests = (await readOpenRequests(store.database, fence.run)).filter(
    (request) => request.kind === 'adopt',
  );
  if (text === undefined || text === live.text) {
    // Left open it would adopt, unasked, whatever is edited next.
    for (const request of requests) await answerRequest(store, request.id);
    return false;
  }
  const states = statesOf(workOf(live.plan, facts.assignments), facts, limitsOf(context));
  const having = (...kinds: string[]) =>
    new Set([...states].filter(([, state]) => kinds.includes(state.kind)).map(([id]) => id));
  const running = having(...openKinds);
  const key = sha256([text, live.text, ...running].join('\0'));
  if (dealtWith.has(key) && requests.length === 0) return false;
  dealtWith.add(key);
  const wait = (reason: string, data: Record<string, unknown> = {}) =>
    recordEvent(store, fence, {
      key: `document:waits:${sha256(`${text}\0${reason}`)}`,
      kind: 'document_edit_waits',
      data: { reason, ...data },
    });
  const base = (await readBase(context)) ?? live.text;
  if (text === base) return false;
  if (repair(text).kind === 'mojibake') {
    await wait(`The document's text is mis-decoded; run 'muster plan repair ${documentPath}'.`);
    return false;
  }
  const merge = await mergeTexts(repo, { base, ours: live.text, theirs: text });
  if (merge.kind === 'conflict') {
    await wait(
      'The edit touches lines that the run wrote at the same time. Take them over from the integration branch and save again.',
    );
    return false;
  }
  if (merge.text === live.text) return false;
  const { plan, diagnostics } = compileDocument(merge.text, context.library);
  const errors = diagnostics.filter((found) => found.severity === 'error');
  if (errors.length > 0) {
    await wait(
      `The edited document has errors: ${errors.map((found) => `line ${found.line}: ${found.message}`).join('; ')}`,
    );
    return false;
  }
  try {
    checkBindings(context.bindings, plan, 'gates.yaml');
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    await wait(`The edited document no longer fits the gate bindings: ${error.message}`);
    return false;
  }
  const changes = diffPlans(live.plan, plan, { finished: having('done'), running });
  const moves = movesOf(changes);
  const movesAtWork = moves.filter((move) => running.has(move.from));
  if (movesAtWork.length > 0) {
    // A turn knows its task by the id that it began with.
    await wait(
      `The edit gives another id to work under way: ${movesAtWork.map(({ from, to }) => `${from} becomes ${to}`).join(', ')}. It is adopted when that work has landed.`,
    );
    return false;
  }
  const asking = changes.filter((change) => change.consequence === 'asks');
  if (asking.length > 0 && requests.length === 0) {
    await wait(
      `The edit changes a task that is being worked on: ${asking.map((change) => change.line).join('; ')}. 'muster plan adopt' takes it over all the same.`,
    );
    return false;
  }
  await adopt(context, { text: merge.text, plan, moves, lines: changes.map((change) => change.line) });
  for (const request of requests) await answerRequest(store, request.id);
  return true;
}

/** Tasks that an edit gives another id. */
export function movesOf(changes: Change[]): { from: string; to: string }[] {
  return changes.flatMap((change) =>
    change.what === 'task' && change.kind === 'moved' ? [{ from: change.before, to: change.id }] : [],
  );
}

/** What the person's file came from: the edit that was adopted last, until a landing has brought it into the checkout. */
async function readBase(context: Context): Promise<string | undefined> {
  const { repo, documentPath, store, fence } = context;
  const main = `refs/heads/${context.main}`;
  const adopted = await readEvents(store.database, fence.run, { kind: 'document_adopted' });
  const commit = adopted.findLast((event) => event.data.origin === 'edit')?.data.commit;
  const isAhead = typeof commit === 'string' && !(await isAncestor(repo, commit, main));
  return readFileAt(repo, isAhead ? commit : main, documentPath);
}

async function adopt(
  context: Context,
  edit: { text: string; plan: Plan; moves: { from: string; to: string }[]; lines: string[] },
): Promise<void> {
  const { repo, documentPath, store, fence } = context;
  let commit: string;
  for (;;) {
    const onto = await commitOf(repo, `refs/heads/${context.integration}`);
    commit = await commitFile(repo, {
      onto,
      path: documentPath,
      content: edit.text,
      author: masterAuthor(edit.plan),
      message: `Adopt an edit of the plan\n\n${edit.lines.join('\n')}`.trim(),
      date: new Date(context.clock.now()).toISOString(),
    });
    const moved = await moveRef(
      repo,
      `refs/heads/${context.integration}`,
      commit,
      onto,
      'muster: adopt an edit of the plan',
      { isFastForward: true },
    );
    if (moved !== 'stale') break;
  }
  await insertDocument(
    store,
    fence,
    { sha256: sha256(edit.text), text: edit.text, origin: 'edit' },
    { data: { changes: edit.lines, commit }, moves: edit.moves },
  );
  context.live = { plan: edit.plan, text: edit.text };
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
