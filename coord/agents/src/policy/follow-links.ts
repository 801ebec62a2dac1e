import { dirname, join } from 'node:path/posix';

/** As many as Linux follows before it gives up. */
const mostLinks = 40;

/** The target of a symbolic link as stored; undefined where there is no link, or nothing at all. */
export type ReadLink = (path: string) => string | undefined;

/**
 * Where an absolute path leads, walked as the kernel does: a `..` behind a link leaves the link's target, not the folder that
 * the link is in. What is not there yet is where it would be made. Undefined for a circle of links.
 */
export function followLinks(path: string, readLink: ReadLink): string | undefined {
  const ahead = path.split('/').reverse();
  let at = '/';
  let links = 0;
  for (let part = ahead.pop(); part !== undefined; part = ahead.pop()) {
    if (part === '' || part === '.') continue;
    if (part === '..') {
      at = dirname(at);
      continue;
    }
    const here = join(at, part);
    const target = readLink(here);
    if (target === undefined) {
      at = here;
      continue;
    }
    links += 1;
    if (links > mostLinks) return undefined;
    if (target.startsWith('/')) at = '/';
    ahead.push(...target.split('/').reverse());
  }
  return at;
}
