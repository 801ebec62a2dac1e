import { type ReuseView, readReuse } from '@musterhq/engine';
import type { Environment } from '../environment.ts';
import { withProject } from '../open-project.ts';
import { print, table } from '../print.ts';

/** `muster reuse`: what was replayed from stored results, what was not and why, and what that saved. */
export async function reuse(
  environment: Environment,
  flags: { run?: string; json?: boolean },
): Promise<void> {
  await withProject(environment, async ({ around }) =>
    print(await readReuse(around, flags.run), flags.json, reuseLines),
  );
}

const words = { hit: 'replayed', miss: 'done', not_asked: 'done' } as const;

export function reuseLines({ run, entries, hits, misses, saved }: ReuseView): string[] {
  const used = saved.usedTokens === null ? '' : `, ${saved.usedTokens} tokens that vendors counted`;
  return [
    ...(entries.length === 0
      ? [`Nothing was begun in run ${run} yet.`]
      : table(
          entries.map(({ label, session, attempt, state, reason }) => [
            label,
            `Session ${session}`,
            attempt === 1 ? '' : `attempt ${attempt}`,
            words[state],
            reason,
          ]),
        )),
    `Replayed: ${hits}. Done because something differs: ${misses}.`,
    ...(hits === 0
      ? []
      : [`Not spent again: ${saved.turns} turns, ${saved.briefTokens} tokens of briefs${used}.`]),
  ];
}
