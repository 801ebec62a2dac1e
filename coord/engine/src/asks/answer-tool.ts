import type { AskAnswer } from '@musterhq/agents';
import { isToolName, type ToolInput, type ToolName, type ToolResult, tools } from '@musterhq/desk';
import { readAssignments } from '@musterhq/store';
import { z } from 'zod';
import { workOf } from '../work.ts';
import { answerQuestionAsMaster } from './answer-question.ts';
import { fetchArtifact, publishArtifact } from './artifacts.ts';
import type { Asker, AskRoom } from './ask-room.ts';
import { decideGrant } from './decide-grant.ts';
import { recordFinding, searchFindings } from './findings.ts';
import { handOff } from './hand-off.ts';
import { readPlanAround } from './read-plan-around.ts';
import { isRefusalOfAsk } from './refusal-of-ask.ts';
import { askMaster, raiseBlocker, reportProgress } from './report.ts';
import { requestGrant } from './request-grant.ts';

type Answer<Name extends ToolName> = (
  room: AskRoom,
  asker: Asker,
  input: ToolInput<Name>,
) => Promise<ToolResult<Name>>;

/** The brief is in the turn's own folder, or there is none: nobody asks the store for it. */
const answers: { [Name in Exclude<ToolName, 'get_brief'>]: Answer<Name> } = {
  read_plan: readPlanAround,
  report_progress: reportProgress,
  raise_blocker: raiseBlocker,
  ask_master: askMaster,
  answer_question: answerQuestionAsMaster,
  request_grant: async (room, asker, input) =>
    requestGrant(room, asker, await findWork(room, asker.task), input),
  decide_grant: decideGrant,
  publish_artifact: publishArtifact,
  fetch_artifact: (room, _, input) => fetchArtifact(room, input),
  hand_off: handOff,
  search_findings: searchFindings,
  record_finding: recordFinding,
};

/** Answers one tool in the name of the one who asks. The same ask, told by its key, is carried out once and answered alike. */
export async function answerTool(
  room: AskRoom,
  asker: Asker,
  tool: string,
  input: unknown,
): Promise<AskAnswer> {
  if (!isToolName(tool) || tool === 'get_brief')
    return { kind: 'refused', message: `There is no tool '${tool}' to ask for here.` };
  const checked = tools[tool].input.safeParse(input);
  if (!checked.success) return { kind: 'refused', message: `${tool}: ${z.prettifyError(checked.error)}` };
  try {
    const answer = answers[tool] as Answer<ToolName>;
    return { kind: 'answered', result: await answer(room, asker, checked.data as never) };
  } catch (error) {
    if (isRefusalOfAsk(error)) return { kind: 'refused', message: error.message };
    throw error;
  }
}

async function findWork({ store, plan }: AskRoom, task: string | undefined) {
  if (task === undefined) return undefined;
  return workOf(plan, await readAssignments(store.database)).find(({ id }) => id === task);
}
