import type { Event } from '@musterhq/store';

/** A fact that somebody found out. `contents` is the hash of `paths` as they were: elsewhere it holds only for the same hash. */
export type Finding = {
  id: string;
  topic: string;
  text: string;
  paths: string[];
  contents: string;
  session: number | null;
};

export function findingOf({ run, key, session, data }: Event): Finding {
  return {
    id: `${run}/${key}`,
    topic: String(data.topic),
    text: String(data.text),
    paths: data.paths as string[],
    contents: String(data.contents),
    session,
  };
}

/**
 * Findings that have words of the question in them, the most words first, then the newest (`findings` come newest first); one of
 * several that say the same. Which of them still hold is for the files to say.
 */
export function matchingFindings(findings: readonly Finding[], question: string, limit: number): Finding[] {
  const wanted = new Set(wordsOf(question));
  const seen = new Set<string>();
  return findings
    .map((finding) => {
      const has = new Set(wordsOf(`${finding.topic} ${finding.text} ${finding.paths.join(' ')}`));
      return { finding, hits: [...wanted].filter((word) => has.has(word)).length };
    })
    .filter(({ finding, hits }) => {
      const same = `${finding.topic}\0${finding.text}\0${finding.contents}`;
      if (hits === 0 || seen.has(same)) return false;
      seen.add(same);
      return true;
    })
    .toSorted((a, b) => b.hits - a.hits)
    .slice(0, limit)
    .map(({ finding }) => finding);
}

/** Words of three letters or more, in any script, in small letters; the parts of paths and of names in camel case as well. */
function wordsOf(text: string): string[] {
  return text
    .replaceAll(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word.length >= 3);
}
