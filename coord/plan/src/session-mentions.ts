export type SessionMention = { session: number; index: number; end: number };

const mention =
  /\bsessions?[\s_#-]*(\d{1,4})((?:\s*(?:,|&|\/|and|or)+\s*(?:sessions?[\s_#-]*)?\d{1,4}\b)*)/gi;

/** Every session that a phrase names, in order: `Session 2`, `session-2`, `Sessions 2, 3 and 4`. */
export function sessionMentions(phrase: string): SessionMention[] {
  return Array.from(phrase.matchAll(mention)).flatMap((match) => {
    const place = { index: match.index, end: match.index + match[0].length };
    const further = match[2]?.match(/\d+/g) ?? [];
    return [match[1]!, ...further].map((number) => ({ session: Number(number), ...place }));
  });
}

export function firstSession(phrase: string): number | undefined {
  return sessionMentions(phrase)[0]?.session;
}

export function namesAllSessions(phrase: string): boolean {
  return /\b(?:all|every|each|both)\b(?:\s+(?:the|other))*\s+(?:sessions?|teams?|members?)\b|\b(?:everyone|everybody)\b/i.test(
    phrase,
  );
}
