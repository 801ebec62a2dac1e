import { placeIn, type Rule } from './rule.ts';

/** Such a handoff binds nothing: its receiver starts without waiting. */
export const handoffWithoutProducer: Rule = {
  name: 'handoff-without-producer',
  severity: 'warning',
  find: ({ plan, text }) =>
    plan.handoffs
      .filter((handoff) => handoff.producer === undefined)
      .map((handoff) => ({
        at: placeIn(text, handoff.range, handoff.trigger || handoff.title),
        message: `the trigger of ${handoff.title} names no task of session ${handoff.from}: ${handoff.trigger || 'it is empty'}`,
        fix: `use words of the deliverable of one of session ${handoff.from}'s tasks`,
      })),
};

export const handoffWithoutConsumer: Rule = {
  name: 'handoff-without-consumer',
  severity: 'warning',
  find: ({ plan }) =>
    plan.handoffs
      .filter((handoff) => handoff.producer !== undefined && handoff.consumer === undefined)
      .map((handoff) => ({
        at: handoff.range.start,
        message: `session ${handoff.to} has no task left that could take ${handoff.title}`,
        fix: `give session ${handoff.to} a task after it, or hand over to another session`,
      })),
};
