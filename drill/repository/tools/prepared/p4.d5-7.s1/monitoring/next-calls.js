/**
 * Whom to wake: what became an alarm since the last look and what recovered. An alarm that stays calls nobody again
 * until `repeatMinutes` have passed. `open` maps the name of an alarm to the minute of its last call.
 */
export function nextCalls({ open, alarms, minute, repeatMinutes = 60 }) {
  const raised = alarms.filter(({ name }) => !(name in open) || minute - open[name] >= repeatMinutes);
  const names = new Set(alarms.map(({ name }) => name));
  const recovered = Object.keys(open).filter((name) => !names.has(name));
  const calls = Object.fromEntries(raised.map(({ name }) => [name, minute]));
  const kept = Object.fromEntries(Object.entries(open).filter(([name]) => names.has(name)));
  return { raised, recovered, open: { ...kept, ...calls } };
}
