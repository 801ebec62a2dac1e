import type { ToolInput, ToolResult } from '@musterhq/desk';
import type { Asker, AskRoom } from './ask-room.ts';
import { once } from './once.ts';
import { refusalOfAsk } from './refusal-of-ask.ts';
import { sessionName } from './session-name.ts';

/**
 * What the next session has to know. The handoff itself is offered when the work has landed, with the hashes of its artifacts:
 * a note cannot hand over what is not there.
 */
export async function handOff(
  room: AskRoom,
  asker: Asker,
  { handoff: named, summary, paths = [] }: ToolInput<'hand_off'>,
): Promise<ToolResult<'hand_off'>> {
  const own = room.plan.handoffs.filter((handoff) => handoff.producer === asker.task);
  const list = own.map(({ id, title }) => `${id} (${title})`).join(', ');
  if (own.length === 0)
    throw refusalOfAsk('The plan has no handoff from your task. Tell the others with report_progress.');
  const handoff = named === undefined && own.length === 1 ? own[0] : own.find(({ id }) => id === named);
  if (handoff === undefined) throw refusalOfAsk(`Name one of the handoffs of your task as handoff: ${list}.`);
  const consumer = room.plan.tasks.find(({ id }) => id === handoff.consumer);
  const task = consumer === undefined ? '' : `, ${consumer.label}`;
  return once<'hand_off'>(room, asker, async () => ({
    event: {
      kind: 'handoff_noted',
      data: { handoff: handoff.id, summary, ...(paths.length === 0 ? {} : { paths }) },
    },
    result: {
      stored: asker.key,
      handoff: handoff.id,
      to: `${sessionName(room.plan, handoff.to)}${task}`,
      validation: handoff.validation,
    },
  }));
}
