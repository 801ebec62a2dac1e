import { sql } from 'drizzle-orm';
import type { Reader } from './make-store.ts';

/** How many passes of a gate its usual duration is taken from. */
const passes = 20;

/** Median duration of the newest passes of each gate, over all runs, in milliseconds; a gate that never passed is left out. */
export async function readUsualDurations(
  reader: Reader,
  gates: readonly string[],
): Promise<Map<string, number>> {
  if (gates.length === 0) return new Map();
  const { rows } = await reader.execute<{ gate: string; usual: number }>(sql`
    select gate, percentile_cont(0.5) within group (order by duration_ms)::float8 as usual
    from (
      select gate, duration_ms, row_number() over (partition by gate order by id desc) as newest
      from muster.gate_results
      where outcome = 'passed' and gate in ${[...gates]}
    ) as recent
    where newest <= ${passes}
    group by gate`);
  return new Map(rows.map(({ gate, usual }) => [gate, usual]));
}
