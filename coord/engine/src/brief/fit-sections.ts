import type { CountTokens } from './count-tokens.ts';

/** A part of a brief. Of two, the one with the smaller rank is needed more; rank 0 is never cut. */
export type BriefSection = {
  title: string;
  lines: readonly string[];
  rank: number;
  /** Where the reader gets what is cut, in a few words. */
  instead?: string;
  /** What a section loses first: its end, or its middle where the end says most, as in the output of a test. */
  cut?: 'end' | 'middle';
};

type LeftOut = { title: string; lines: number; of: number };
export type FittedBrief = {
  text: string;
  tokens: number;
  sections: { title: string; tokens: number }[];
  /** What was cut, whole or in part. */
  leftOut: LeftOut[];
};

/** Lines that stay of a section that is cut; with less than that it goes whole. */
const fewestLines = 3;

/**
 * Puts the sections together within a limit. What does not fit is cut line by line, the section of the largest rank first,
 * and a last section says what was left out. Rank 0 stays, also beyond the limit: without it there is no task.
 */
export function fitSections(
  sections: readonly BriefSection[],
  { tokens: limit, count }: { tokens: number; count: CountTokens },
): FittedBrief {
  const parts = sections
    .filter(({ lines }) => lines.length > 0)
    .map((section) => ({
      section,
      kept: section.lines.length,
      costs: section.lines.map((line) => count(`${line}\n`)),
    }));
  const text = () => textOf([...parts.map(({ section, kept }) => shown(section, kept)), noteOf(parts)]);
  const byNeed = parts
    .filter(({ section }) => section.rank > 0)
    .sort((a, b) => b.section.rank - a.section.rank);
  let tokens = count(text());
  for (const part of byNeed) {
    while (tokens > limit && part.kept > 0) {
      // As many lines as are too many by their own count; the note about them may ask for another look.
      let over = tokens - limit;
      while (over > 0 && part.kept > 0) {
        over -= part.costs[part.kept - 1] ?? 0;
        part.kept -= 1;
      }
      if (part.kept < Math.min(fewestLines, part.section.lines.length)) part.kept = 0;
      tokens = count(text());
    }
  }
  return {
    text: text(),
    tokens,
    sections: parts
      .filter(({ kept }) => kept > 0)
      .map(({ section, kept }) => ({ title: section.title, tokens: count(textOf([shown(section, kept)])) })),
    leftOut: parts.filter(isCut).map(({ section, kept }) => ({
      title: section.title,
      lines: section.lines.length - kept,
      of: section.lines.length,
    })),
  };
}

type Part = { section: BriefSection; kept: number };

const isCut = ({ section, kept }: Part): boolean => kept < section.lines.length;

function shown(section: BriefSection, kept: number): { title: string; lines: readonly string[] } {
  const { title, lines } = section;
  if (kept === lines.length || kept === 0) return { title, lines: kept === 0 ? [] : lines };
  const gone = `(${lines.length - kept} lines left out)`;
  if (section.cut !== 'middle') return { title, lines: [...lines.slice(0, kept), gone] };
  const before = Math.min(2, kept);
  const after = kept - before;
  return { title, lines: [...lines.slice(0, before), gone, ...(after === 0 ? [] : lines.slice(-after))] };
}

/** One line for each place to look. */
function noteOf(parts: readonly Part[]): { title: string; lines: readonly string[] } {
  const byPlace = new Map<string, string[]>();
  for (const { section, kept } of parts.filter((part) => isCut(part))) {
    const what = kept === 0 ? section.title : `${section.lines.length - kept} lines of ${section.title}`;
    const place = section.instead ?? '';
    byPlace.set(place, [...(byPlace.get(place) ?? []), what]);
  }
  const lines = [...byPlace].map(
    ([place, whats]) => `- ${whats.join(', ')}${place === '' ? '' : `: ${place}`}`,
  );
  return { title: 'Left out for length', lines };
}

function textOf(sections: readonly { title: string; lines: readonly string[] }[]): string {
  return `${sections
    .filter(({ lines }) => lines.length > 0)
    .map(({ title, lines }) => (title === '' ? lines.join('\n') : `## ${title}\n\n${lines.join('\n')}`))
    .join('\n\n')}\n`;
}
