import { type FencePlace, type FencePlaces, placesInOrder } from './fence-spec.ts';

/**
 * The same places as a profile of macOS' `sandbox-exec`, where the last rule that fits counts. There is no process space of its
 * own and no empty folder there: scratch places are the system's own, and what is hidden is refused.
 */
export function seatbeltProfile(places: FencePlaces): string {
  const rules = placesInOrder(places).map(ruleOf);
  const devices = ['/dev/null', '/dev/zero', '/dev/tty', '/dev/stdout', '/dev/stderr', '/dev/dtracehelper'];
  return [
    '(version 1)',
    '(allow default)',
    '(deny file-write*)',
    `(allow file-write* ${devices.map((path) => `(literal ${JSON.stringify(path)})`).join(' ')} (subpath "/dev/fd"))`,
    ...rules,
    '',
  ].join('\n');
}

function ruleOf({ kind, path }: FencePlace): string {
  const where = `(subpath ${JSON.stringify(path)})`;
  switch (kind) {
    case 'writable':
    case 'scratch':
      return `(allow file-read* file-write* ${where})`;
    case 'readable':
      return `(allow file-read* ${where})\n(deny file-write* ${where})`;
    case 'hidden':
      return `(deny file-read* file-write* ${where})`;
  }
}
