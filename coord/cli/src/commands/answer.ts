import { answerSession } from '@musterhq/engine';
import type { Environment } from '../environment.ts';
import { withProject } from '../open-project.ts';

/** `muster answer QUESTION|TASK TEXT`: what a session wants to know, or what a blocked task needs to hear. */
export async function answer(environment: Environment, to: string, text: string): Promise<void> {
  await withProject(environment, async ({ around }) => {
    const { run, session, isTriedAgain } = await answerSession(around, { to, text, by: environment.user });
    const outcome = isTriedAgain
      ? 'Its task was blocked and is tried again with the answer.'
      : 'It is in the brief of its next turn.';
    const resume =
      run.state === 'running' ? '' : " Nobody coordinates the run now: 'muster resume' goes on with it.";
    process.stdout.write(`Answered Session ${session}. ${outcome}${resume}\n`);
  });
}
