import type { Platform } from '@musterhub/rules';
import { z } from 'zod';
import type { Metrics } from './channel.ts';
import { type Reply, toReading } from './reply.ts';

const insightsSchema = z.object({
  data: z.array(z.object({ name: z.string(), values: z.array(z.object({ value: z.unknown() })) })),
});

/**
 * The figures of a post at Meta. Metrics come and go, and one that is not known fails its whole call: names that cannot be had
 * together are asked for one by one, and those that are refused are missing.
 */
export async function readInsights(
  platform: Extract<Platform, 'instagram' | 'facebook'>,
  names: readonly string[],
  ask: (names: readonly string[]) => Promise<Reply>,
): Promise<Metrics> {
  const reading = toReading(platform, await ask(names), insightsSchema);
  if (reading.kind === 'unreadable') {
    if (!isAboutMetrics(reading.error)) return reading;
    return names.length > 1
      ? readOneByOne(platform, names, ask)
      : { kind: 'read', figures: {}, missing: [...names] };
  }
  const figures = Object.fromEntries(
    reading.value.data.flatMap(({ name, values }) => {
      const total = totalOf(values[0]?.value);
      return total === undefined ? [] : [[name, total] as const];
    }),
  );
  return { kind: 'read', figures, missing: names.filter((name) => !(name in figures)) };
}

async function readOneByOne(
  platform: Extract<Platform, 'instagram' | 'facebook'>,
  names: readonly string[],
  ask: (names: readonly string[]) => Promise<Reply>,
): Promise<Metrics> {
  const figures: Record<string, number> = {};
  for (const name of names) {
    const one = await readInsights(platform, [name], ask);
    if (one.kind === 'unreadable') return one;
    Object.assign(figures, one.figures);
  }
  return { kind: 'read', figures, missing: names.filter((name) => !(name in figures)) };
}

/** An unknown metric, or a story that too few have seen. Anything else is a reason not to have read. */
function isAboutMetrics(error: { cause: string } | { code?: unknown; message: string }): boolean {
  if (!('message' in error)) return false;
  return error.code === 100 || (error.code === 10 && /not enough viewers/i.test(error.message));
}

/** Reactions are counted by kind. */
function totalOf(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value !== 'object' || value === null) return undefined;
  const counts = Object.values(value).filter((count): count is number => typeof count === 'number');
  return counts.reduce((sum, count) => sum + count, 0);
}
