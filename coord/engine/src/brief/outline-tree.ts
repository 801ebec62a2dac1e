/** Names of one folder that are listed; more are summed up by the first, the last and their number. */
const mostNames = 8;

type Folder = { files: string[]; folders: Map<string, Folder> };

/** The files as a tree of folders, each with its files on one line; a folder that holds one folder alone shares its line. */
export function outlineTree(paths: readonly string[], { mostLines }: { mostLines: number }): string[] {
  const top: Folder = { files: [], folders: new Map() };
  for (const path of paths.toSorted()) {
    const parts = path.split('/');
    let folder = top;
    for (const part of parts.slice(0, -1)) {
      const next = folder.folders.get(part) ?? { files: [], folders: new Map() };
      folder.folders.set(part, next);
      folder = next;
    }
    folder.files.push(parts.at(-1)!);
  }
  const lines = [...filesLine(top.files, ''), ...linesOf(top, '')];
  if (lines.length <= mostLines) return lines;
  // The deepest lines are the least missed.
  const depthOf = (line: string) => line.search(/\S/);
  for (let depth = Math.max(...lines.map(depthOf)); depth > 0; depth -= 2) {
    const kept = lines.filter((line) => depthOf(line) < depth);
    if (kept.length <= mostLines) return kept;
  }
  const flat = lines.filter((line) => depthOf(line) === 0);
  return [
    ...flat.slice(0, mostLines),
    ...(flat.length > mostLines ? [`- and ${flat.length - mostLines} more`] : []),
  ];
}

function linesOf({ folders }: Folder, indent: string): string[] {
  return [...folders].flatMap(([name, folder]) => {
    let path = name;
    let inner = folder;
    while (inner.files.length === 0 && inner.folders.size === 1) {
      const [only] = inner.folders;
      path += `/${only![0]}`;
      inner = only![1];
    }
    const files = inner.files.length === 0 ? '' : `: ${namesOf(inner.files)}`;
    return [`${indent}- ${path}/${files}`, ...linesOf(inner, `${indent}  `)];
  });
}

const filesLine = (files: readonly string[], indent: string): string[] =>
  files.length === 0 ? [] : [`${indent}- ${namesOf(files)}`];

function namesOf(files: readonly string[]): string {
  if (files.length <= mostNames) return files.join(', ');
  return `${files[0]}, ${files[1]} … ${files.at(-1)} (${files.length} files)`;
}
