import { describe, expect, test } from 'vitest';
import { isIndependent, type Scope } from './is-independent.ts';

const scope = (paths: string[], reads: Scope['reads'] = paths): Scope => ({ paths, reads });

function independence(one: Scope, other: Scope): boolean {
  const forth = isIndependent(one, other);
  expect(isIndependent(other, one)).toBe(forth);
  return forth;
}

describe('[Q8] independence', () => {
  test('two folders side by side are independent', () => {
    expect(independence(scope(['hub/api']), scope(['hub/web', 'docs']))).toBe(true);
  });

  test('the same file, or a file in a folder of the other, is not', () => {
    expect(independence(scope(['a/b.ts']), scope(['a/b.ts']))).toBe(false);
    expect(independence(scope(['a/b/c.ts']), scope(['a']))).toBe(false);
    expect(independence(scope(['a/b/c.ts'], []), scope(['a/b'], []))).toBe(false);
  });

  test('a name that begins like another is another', () => {
    expect(independence(scope(['src/app']), scope(['src/app-shell', 'src/application.ts']))).toBe(true);
  });

  test('what a gate reads may not be changed by the other: itself, in it, or around it', () => {
    expect(independence(scope(['a'], ['lib/x.ts']), scope(['lib/x.ts'], []))).toBe(false);
    expect(independence(scope(['a'], ['lib']), scope(['lib/x.ts'], []))).toBe(false);
    expect(independence(scope(['a'], ['lib/x.ts']), scope(['lib'], []))).toBe(false);
  });

  test('both may read the same', () => {
    expect(independence(scope(['a'], ['lib']), scope(['b'], ['lib']))).toBe(true);
  });

  test('a gate without declared inputs depends on everything, also on nothing changed', () => {
    expect(independence(scope(['a'], 'everything'), scope(['b']))).toBe(false);
    expect(independence(scope(['a'], 'everything'), scope([], []))).toBe(false);
  });

  test('the repository itself holds every path, however it is written', () => {
    for (const root of ['', '.', './', '/']) {
      expect(independence(scope([root]), scope(['a/b.ts']))).toBe(false);
    }
    expect(independence(scope(['./a/']), scope(['a/b.ts']))).toBe(false);
  });

  test('who changes nothing and reads nothing is in nobody’s way', () => {
    expect(independence(scope([]), scope(['.']))).toBe(true);
  });
});
