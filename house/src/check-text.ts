import { type Finding, type House, lineOf } from './module.ts';

/** What a terminal shows as a picture: drawn so by default, or by a variation selector. */
const emoji = /\p{Emoji_Presentation}|\p{Extended_Pictographic}\u{FE0F}/u;
/** A note to oneself, as a word of its own in a comment. */
const leftover = /\b(TODO|FIXME|XXX|HACK)\b/;

/** Sources parse, carry no emoji and leave no work behind in comments. Tests may quote documents that have emoji. */
export function checkText(house: House): Finding[] {
  return house.modules.flatMap((module) => {
    const found: Finding[] = module.syntaxErrors.map(({ message, offset }) => ({
      rule: 'syntax',
      file: module.file,
      line: lineOf(module, offset),
      found: message,
      why: 'what does not parse was not checked',
      fix: 'make it parse',
    }));
    const picture = module.isTest ? null : emoji.exec(module.text);
    if (picture) {
      found.push({
        rule: 'emoji',
        file: module.file,
        line: lineOf(module, picture.index),
        found: `${picture[0]} in the source`,
        why: 'output and sources are plain lines that every terminal and every diff shows',
        fix: 'say it in words; where the character itself is meant, write its escape',
      });
    }
    for (const comment of module.comments) {
      const word = leftover.exec(comment.value)?.[0];
      if (word === undefined) continue;
      found.push({
        rule: 'leftover',
        file: module.file,
        line: lineOf(module, comment.start),
        found: `${word} in a comment`,
        why: 'unfinished work belongs in the issue tracker, where somebody owns it',
        fix: 'finish it or open an issue, and drop the comment',
      });
    }
    return found;
  });
}
