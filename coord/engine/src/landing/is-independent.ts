/** What an entry changed, and what its gates read: 'everything' when one of them declares no inputs. */
export type Scope = { paths: readonly string[]; reads: readonly string[] | 'everything' };

/**
 * Whether neither entry can change what the gates of the other see: changed paths apart, and nothing changed that
 * the other reads. A path is a file or a folder with all that is in it; '' and '.' are the whole repository.
 */
export function isIndependent(one: Scope, other: Scope): boolean {
  if (one.reads === 'everything' || other.reads === 'everything') return false;
  return (
    !overlap(one.paths, other.paths) && !overlap(one.paths, other.reads) && !overlap(one.reads, other.paths)
  );
}

/** Looks folders up in sets, so that two entries of some thousand paths cost some thousand steps. */
function overlap(some: readonly string[], others: readonly string[]): boolean {
  return liesIn(some, others) || liesIn(others, some);
}

function liesIn(inner: readonly string[], outer: readonly string[]): boolean {
  const folders = new Set(outer.map(clean));
  return inner.some((path) => {
    for (let folder = clean(path); ; folder = parentOf(folder)) {
      if (folders.has(folder)) return true;
      if (folder === '') return false;
    }
  });
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(path.lastIndexOf('/'), 0));
}

function clean(path: string): string {
  const trimmed = path.replace(/^(\.?\/)+/, '').replace(/\/+$/, '');
  return trimmed === '.' ? '' : trimmed;
}
