import { sessionMentions } from './session-mentions.ts';

/** `out`: the session gives what others wait for. `in`: it needs what the named ones have. */
export type Direction = 'out' | 'in';

const giving =
  /^(?:share|provide|hand|deliver|send|give|publish|pass|supply|expose|release|announce|forward|transfer|broadcast|export|offer|present|notify|inform|brief|return|post|push)(?:s|es|ing)?$/;
const taking =
  /^(?:validat|verif|receiv|get|us|consum|await|wait|need|requir|pull|fetch|obtain|collect|review|check|confirm|test|import|adopt|request|depend|tak|build|integrat|reconcil)(?:e|es|y|ies|s|t|ting|ing)?$/;

const given =
  /\b(?:is|are|be|been|gets?)\s+(?:shared|provided|delivered|handed|sent|passed|published|given|supplied)\b/i;

/**
 * Which way a coordination point runs, read from its first verb; a verb that says neither leaves it to the word
 * before the session: `to Session 3` and `for Session 3` give, `from Session 3` takes, `with Session 3` says nothing.
 */
export function coordinationDirection(phrase: string): Direction | undefined {
  if (given.test(phrase)) return 'out';
  const words = phrase.toLowerCase().match(/\p{L}+/gu) ?? [];
  for (const word of words) {
    if (giving.test(word)) return 'out';
    if (taking.test(word)) return 'in';
    if (word === 'session' || word === 'sessions') break;
  }
  const mention = sessionMentions(phrase)[0];
  const before = /(\p{L}+)\s*$/u.exec(phrase.slice(0, mention?.index ?? phrase.length))?.[1]?.toLowerCase();
  if (before === 'to' || before === 'for') return 'out';
  return before === 'from' || before === 'on' || before === 'by' ? 'in' : undefined;
}
