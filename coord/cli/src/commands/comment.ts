import { addComment, answerComment, type CommentView, placeWords, readCommentList } from '@musterhq/engine';
import type { Environment } from '../environment.ts';
import { withProject } from '../open-project.ts';
import { print } from '../print.ts';
import { UsageError } from '../usage-error.ts';

/** `muster comment`: what people said of the commits of a run, and what became of it. */
export async function comment(
  environment: Environment,
  flags: { run?: string; json?: boolean },
): Promise<void> {
  await withProject(environment, async ({ around }) =>
    print(await readCommentList(around, flags.run), flags.json, commentLines),
  );
}

/** `muster comment add COMMIT PATH:LINES TEXT`: the session hears it in its next brief. */
export async function commentAdd(
  environment: Environment,
  commit: string,
  place: string,
  text: string,
  flags: { old?: boolean },
): Promise<void> {
  const found = /^(.+):(\d+)(?:-(\d+))?$/.exec(place);
  if (found === null)
    throw new UsageError(`A place such as src/app.ts:12 or src/app.ts:12-15 is expected, found '${place}'.`);
  const [, path = '', from, to = from] = found;
  await withProject(environment, async ({ around }) => {
    const added = await addComment(around, {
      ...{ commit, path, text, by: environment.user, side: flags.old === true ? 'old' : 'new' },
      ...{ fromLine: Number(from), toLine: Number(to) },
    });
    process.stdout.write(
      `Comment ${added.event} on ${added.place} is for Session ${added.session}: it is in the brief of its next turn, and with its next report.\n`,
    );
  });
}

/** `muster comment answer NUMBER TEXT`: settles it, in the name of a session or of a person. */
export async function commentAnswer(
  environment: Environment,
  number: number,
  text: string,
  flags: { session?: number },
): Promise<void> {
  await withProject(environment, async ({ around }) => {
    const by = flags.session === undefined ? environment.user : `Session ${flags.session}`;
    await answerComment(around, { comment: number, text, by });
    process.stdout.write(`Comment ${number} is settled.\n`);
  });
}

function commentLines({ comments }: { comments: readonly CommentView[] }): string[] {
  if (comments.length === 0) return ['Nobody has commented on a commit of this run.'];
  return comments.flatMap((one) => [
    `${one.id}  Session ${one.session}  ${placeWords(one)} (${one.commit.slice(0, 10)}), ${one.by}: ${one.text.split('\n')[0]}`,
    `    ${stateWords(one.state)}`,
  ]);
}

function stateWords(state: CommentView['state']): string {
  switch (state.kind) {
    case 'waiting':
      return 'waits for the next turn of its session';
    case 'told':
      return `told to the turn ${state.turn}`;
    case 'followed':
      return `told to the turn ${state.turn}, which committed ${state.commit.slice(0, 10)}`;
    case 'answered':
      return `settled by ${state.from}: ${state.text.split('\n')[0]}`;
  }
}
