import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type { Brand } from '../brand/brand.ts';
import { canonicalJson } from '../canonical-json.ts';
import type { Post } from '../post/post.ts';
import { textsOf } from '../post/texts-of.ts';
import { linkRules } from './link-rules.ts';
import type { Edit, LintFinding, LintRule, LintSubject } from './lint-rule.ts';
import { platformRules } from './platform-rules.ts';
import { tagRules } from './tag-rules.ts';
import { toneRules } from './tone-rules.ts';
import { wordRules } from './word-rules.ts';

/** Goes up with every change of a rule, so that an approval of an older set is looked at again. */
const edition = 2;

export const lintRules: readonly LintRule[] = [
  ...wordRules,
  ...toneRules,
  ...tagRules,
  ...linkRules,
  ...platformRules,
].sort((one, other) => numberOf(one) - numberOf(other));

/**
 * The version of the rules as they hold for this brand: it changes with our rules and with the brand's own, and not with the order in which a
 * database keeps the keys of a record.
 */
export function ruleSetOf(brand: Brand): string {
  const { voice, words, claims, hashtags, links, disclosure } = brand;
  const own = canonicalJson({ voice, words, claims, hashtags, links, disclosure });
  return `${edition}.${lintRules.length}.${bytesToHex(sha256(utf8ToBytes(own))).slice(0, 12)}`;
}

/** Everything that the brand's rules and the platform's limits have against a text, in the order of the text. */
export function checkText(brand: Brand, subject: LintSubject): LintFinding[] {
  return lintRules
    .flatMap((rule) =>
      rule.find(subject, brand).map(
        ({
          message,
          start = 0,
          end = subject.text.length,
          edits,
          severity = rule.severity,
        }): LintFinding => ({
          rule: rule.id,
          severity,
          message,
          start,
          end,
          ...(edits === undefined ? {} : { edits }),
          isPlatforms: rule.isPlatforms === true,
        }),
      ),
    )
    .sort((one, other) => one.start - other.start || one.end - other.end);
}

/** A post's texts as they are planned, with what goes out beside them. */
type LintPost = Omit<LintSubject, 'role' | 'beside'> & Pick<Post, 'thread' | 'firstComment'>;

/** The same of every text of a post: `part` is the text's place in `textsOf`. What is about the post as a whole is told of its first text. */
export function checkTexts(brand: Brand, post: LintPost): (LintFinding & { part: number })[] {
  const { platform, disclosure, link, media } = post;
  const texts = textsOf(post);
  return texts.flatMap(({ role, text }, part) => {
    const beside = texts.filter((_, index) => index !== part).map((one) => one.text);
    const own = part === 0 ? { link, media } : { media: [] };
    const found = checkText(brand, { platform, disclosure, text, role, beside, ...own });
    return found.map((finding) => ({ ...finding, part }));
  });
}

/** The text with every edit that does not overlap an earlier one; a second round takes what was left. */
export function applyTextFixes(text: string, findings: readonly LintFinding[]): string {
  const edits = findings
    .flatMap((finding) => finding.edits ?? [])
    .sort((one, other) => one.start - other.start);
  let fixed = '';
  let at = 0;
  for (const { start, end, text: instead } of edits satisfies Edit[]) {
    if (start < at) continue;
    fixed += text.slice(at, start) + instead;
    at = end;
  }
  return fixed + text.slice(at);
}

function numberOf({ id }: LintRule): number {
  return Number(/^L(\d+)/.exec(id)?.[1]);
}
