/** Beside the brief `ID.md` of a further turn lies `ID.follow-up.md`: what is new, for a conversation that goes on. */
export const followUpFileOf = (brief: string): string => brief.replace(/\.md$/, '.follow-up.md');
