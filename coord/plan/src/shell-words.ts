/** One command with its words unquoted; `offset` is where it begins in the script. */
export type ShellCommand = { words: string[]; offset: number };

const token =
  /(#[^\n]*)|(\r?\n|;|&&|\|\|?)|\\\r?\n|((?:"(?:[^"\\]|\\[\s\S])*"|'[^']*'|\\.|[^\s;&|"'\\])+|["'&\\])|[ \t\r]+/g;

/** The commands of a small script: quotes, comments, `&&`, `;` and continued lines, nothing of what a shell expands. */
export function shellWords(script: string): ShellCommand[] {
  const commands: ShellCommand[] = [];
  let current: ShellCommand | undefined;
  for (const match of script.matchAll(token)) {
    const [, , separator, word] = match;
    if (separator) current = undefined;
    if (word === undefined) continue;
    if (!current) {
      current = { words: [], offset: match.index };
      commands.push(current);
    }
    current.words.push(unquoted(word));
  }
  return commands;
}

function unquoted(word: string): string {
  return word.replace(
    /"((?:[^"\\]|\\[\s\S])*)"|'([^']*)'|\\(.)/g,
    (_, double?: string, single?: string, escaped?: string) =>
      double !== undefined
        ? double.replace(/\\(["\\$`])/g, '$1').replace(/\s*\r?\n\s*/g, ' ')
        : (single ?? escaped ?? ''),
  );
}
