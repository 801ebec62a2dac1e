/** `person:ada@kiln.example` as people say it: who, or by which key. */
export function actorWords(actor: string): string {
  const [, kind, name] = /^(\w+):(.*)$/.exec(actor) ?? [];
  if (name === undefined) return actor;
  return kind === 'person' ? name : `${kind} ${name}`;
}
