/**
 * A path as git names it: no leading `/` or `./`, no `.` or `..` left, a folder with its `/` at the end.
 * Undefined for the repository itself and for what lies outside it.
 */
export function normalPath(path: string): string | undefined {
  const parts: string[] = [];
  const trimmed = path.trim().replace(/\/\*{1,2}$/, '/');
  for (const part of trimmed.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  if (parts.length === 0) return undefined;
  return parts.join('/') + (/(?:^|\/)\.{0,2}$/.test(trimmed) ? '/' : '');
}
