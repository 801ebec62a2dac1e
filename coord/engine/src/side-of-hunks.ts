/**
 * The lines that one side has between the markers of a merge, an ellipsis between places and for what is left out. `room` is
 * what several such parts share, in characters.
 */
export function sideOfHunks(
  hunks: string,
  side: 'ours' | 'theirs',
  longest: number,
  room: { left: number },
): string[] {
  const lines: string[] = [];
  let place: 'ours' | 'base' | 'theirs' | undefined;
  let length = 0;
  for (const line of hunks.split('\n')) {
    if (line.startsWith('<<<<<<< ')) {
      if (lines.length > 0) lines.push('…');
      place = 'ours';
    } else if (line.startsWith('||||||| ')) place = 'base';
    else if (line === '=======') place = 'theirs';
    else if (line.startsWith('>>>>>>> ')) place = undefined;
    else if (place === side) {
      length += line.length + 1;
      if (length > longest || length > room.left) {
        lines.push('…');
        break;
      }
      lines.push(line);
    }
  }
  room.left -= Math.min(length, room.left);
  return lines;
}
