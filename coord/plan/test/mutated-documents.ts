/** Pieces that break documents in interesting ways, when they land in the middle of one. */
const shards = [
  '```',
  '```yaml',
  '"',
  "'",
  ': ',
  ' - ',
  '|\n',
  '\t',
  '\r\n',
  '{',
  '[',
  '&a ',
  '*a ',
  '<<: *a\n',
  '---\n',
  '# ',
  '- [ ] ',
  '- [x] **Day 99999**: later\n',
  '**Status**: ',
  '#### Day 7-5: backwards\n',
  'Session_2_Tasks:\n',
  '  depends_on: b9s9\n',
  '  timeout: soon\n',
  '(Session 1)',
  '\u0000',
  '\uFEFF',
  '\uD83D',
  '├── ',
  '> > > ',
  '<!-- muster:progress -->\n',
  '<!-- /muster:progress -->\n',
];

/** The same mutation for the same seed, on every machine: a small generator of our own (mulberry32). */
export function mutatedDocument(text: string, seed: number): string {
  const random = randomFrom(seed);
  let mutated = text;
  const changes = 1 + Math.floor(random() * 6);
  for (let change = 0; change < changes; change++) mutated = mutate(mutated, random);
  return mutated;
}

function mutate(text: string, random: () => number): string {
  const at = Math.floor(random() * (text.length + 1));
  const far = Math.min(text.length, at + Math.floor(random() ** 3 * 400));
  const lines = text.split('\n');
  const line = Math.floor(random() * lines.length);
  const other = Math.floor(random() * lines.length);
  switch (Math.floor(random() * 8)) {
    case 0:
      return text.slice(0, at) + text.slice(far);
    case 1:
      return text.slice(0, far) + text.slice(at);
    case 2:
      return text.slice(0, at) + shards[Math.floor(random() * shards.length)] + text.slice(at);
    case 3:
      return lines.toSpliced(line, 1).join('\n');
    case 4:
      return lines.toSpliced(other, 0, lines[line] ?? '').join('\n');
    case 5:
      return lines.with(line, ' '.repeat(Math.floor(random() * 6)) + lines[line]).join('\n');
    case 6:
      return text.slice(0, at) + String.fromCharCode(Math.floor(random() * 0x2600)) + text.slice(at + 1);
    default:
      return random() < 0.2 ? text.replaceAll('\n', '\r\n') : text.slice(0, Math.max(at, 200));
  }
}

function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
