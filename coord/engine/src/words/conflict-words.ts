/** The two sides of a conflict; session 0 is what has landed already. */
export function pairWords({ session, other }: { session: number; other: number }): string {
  return session === 0 ? `Session ${other} and what has landed` : `Session ${session} and Session ${other}`;
}

export function pathWords(paths: readonly { path: string; reason: string }[]): string {
  const shown = paths.slice(0, 3).map(({ path, reason }) => `${path} (${reason})`);
  return paths.length > 3 ? `${shown.join(', ')} and ${paths.length - 3} more` : shown.join(', ');
}
