/** `person:ada@kiln.example` as people say it: who, by which key, or from which command line. */
export function actorWords(actor: string): string {
  const [, kind, name] = /^(\w+):(.*)$/.exec(actor) ?? [];
  if (name === undefined) return actor;
  if (kind === 'person') return name;
  return kind === 'cli' ? `${name} on the command line` : `${kind} ${name}`;
}
