/**
 * The row with what Postgres has no place for in its texts, NUL and half a surrogate pair, as U+FFFD. Both come up in what
 * programs print, and one of them would refuse the whole batch.
 */
export function storable<Row extends Record<string, unknown>>(row: Row): Row {
  return clean(row) as Row;
}

function clean(value: unknown): unknown {
  if (typeof value === 'string') return value.replace(/\p{Surrogate}/gu, '\uFFFD').replaceAll('\0', '\uFFFD');
  if (Array.isArray(value)) return value.map(clean);
  if (value === null || typeof value !== 'object' || value instanceof Date) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [clean(key), clean(one)]));
}
