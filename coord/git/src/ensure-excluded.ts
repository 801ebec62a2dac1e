import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Repository } from './repository.ts';
import { readTextIfThere, writeWhole } from './worktree-files.ts';

const BEGIN = '# muster: begin (kept by muster, edits in here are lost)';
const END = '# muster: end';

/**
 * Makes every work tree of the repository ignore the patterns, through a marked region of the shared `info/exclude`: no
 * tracked file changes. Answers whether the file changed.
 */
export async function ensureExcluded(repo: Repository, patterns: string[]): Promise<boolean> {
  const file = join(repo.commonDir, 'info', 'exclude');
  const before = (await readTextIfThere(file)) ?? '';
  const after = withExcludedRegion(before, patterns);
  if (after === before) return false;
  await mkdir(join(repo.commonDir, 'info'), { recursive: true });
  await writeWhole(file, after);
  return true;
}

/** The text with its region holding exactly these patterns; every other line stays. */
function withExcludedRegion(text: string, patterns: string[]): string {
  const region = patterns.length === 0 ? '' : `${[BEGIN, ...patterns, END].join('\n')}\n`;
  const begin = text.indexOf(BEGIN);
  if (begin === -1) return text === '' || text.endsWith('\n') ? text + region : `${text}\n${region}`;
  const end = text.indexOf(END, begin);
  // A region whose end was cut off goes as far as the text.
  const after = end === -1 ? '' : text.slice(end + END.length).replace(/^\r?\n/, '');
  return text.slice(0, begin) + region + after;
}
