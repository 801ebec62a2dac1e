import { expect, test } from 'vitest';
import { countChanges, parsePatch } from './parse-patch.ts';

const patch = `diff --git a/beds.md b/beds.md
index 1..2 100644
--- a/beds.md
+++ b/beds.md
@@ -1,4 +1,5 @@ # Beds
 first
-second
-third
+Second
+Third
+and more
 last
@@ -10 +11,0 @@
-gone
\\ No newline at end of file
`;

test('removed and added lines stand side by side, with the numbers of their own files', () => {
  const [first, second] = parsePatch(patch);
  expect(first).toEqual({
    header: '# Beds',
    rows: [
      { kind: 'same', left: { line: 1, text: 'first' }, right: { line: 1, text: 'first' } },
      { kind: 'changed', left: { line: 2, text: 'second' }, right: { line: 2, text: 'Second' } },
      { kind: 'changed', left: { line: 3, text: 'third' }, right: { line: 3, text: 'Third' } },
      { kind: 'changed', right: { line: 4, text: 'and more' } },
      { kind: 'same', left: { line: 4, text: 'last' }, right: { line: 5, text: 'last' } },
    ],
  });
  expect(second!.rows).toEqual([{ kind: 'changed', left: { line: 10, text: 'gone' } }]);
});

test('changes are counted by side', () => {
  expect(countChanges(parsePatch(patch))).toEqual({ added: 3, removed: 3 });
});

test('a patch without hunks, as of a binary file, has none', () => {
  expect(parsePatch('diff --git a/x.png b/x.png\nBinary files differ\n')).toEqual([]);
});

test('a line that looks like a header of a file is content inside a hunk', () => {
  const [hunk] = parsePatch('@@ -1 +1 @@\n--- old\n+++ new\n');
  expect(hunk!.rows).toEqual([
    { kind: 'changed', left: { line: 1, text: '-- old' }, right: { line: 1, text: '++ new' } },
  ]);
});
