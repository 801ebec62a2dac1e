type Side = { line: number; text: string };
/** One line of a side-by-side view; a side is missing where the other has a line more. */
export type Row = { kind: 'same' | 'changed'; left?: Side; right?: Side };
export type Hunk = { header: string; rows: Row[] };

const hunkHeader = /^@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@ ?(.*)$/;

/** The hunks of one file's unified diff. Removed and added lines that follow each other stand side by side. */
export function parsePatch(patch: string): Hunk[] {
  const hunks: Hunk[] = [];
  let left = 0;
  let right = 0;
  let removed: Side[] = [];
  let added: Side[] = [];
  const flush = () => {
    const rows = hunks.at(-1)?.rows;
    for (let at = 0; at < Math.max(removed.length, added.length); at += 1) {
      const [one, other] = [removed[at], added[at]];
      rows?.push({
        kind: 'changed',
        ...(one === undefined ? {} : { left: one }),
        ...(other === undefined ? {} : { right: other }),
      });
    }
    removed = [];
    added = [];
  };
  for (const line of patch.split('\n')) {
    const header = hunkHeader.exec(line);
    if (header !== null) {
      flush();
      left = Number(header[1]);
      right = Number(header[2]);
      hunks.push({ header: header[3] ?? '', rows: [] });
    } else if (hunks.length > 0) {
      const text = line.slice(1);
      if (line.startsWith('-')) {
        // A removal after additions begins the next pair of blocks.
        if (added.length > 0) flush();
        removed.push({ line: left++, text });
      } else if (line.startsWith('+')) added.push({ line: right++, text });
      else if (line.startsWith(' ')) {
        flush();
        hunks.at(-1)!.rows.push({
          kind: 'same',
          left: { line: left++, text },
          right: { line: right++, text },
        });
      }
    }
  }
  flush();
  return hunks;
}

/** Lines added and removed. */
export function countChanges(hunks: readonly Hunk[]): { added: number; removed: number } {
  const changed = hunks.flatMap(({ rows }) => rows).filter(({ kind }) => kind === 'changed');
  return {
    added: changed.filter(({ right }) => right !== undefined).length,
    removed: changed.filter(({ left }) => left !== undefined).length,
  };
}
