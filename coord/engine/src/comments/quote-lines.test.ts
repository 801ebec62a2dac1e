import { expect, test } from 'vitest';
import { quoteLines } from './quote-lines.ts';

const patch = `diff --git a/x b/x
--- a/x
+++ b/x
@@ -2,3 +2,4 @@ head
 two
-three
+drei
+drei und halb
 four
@@ -20 +21 @@
-twenty
+zwanzig
\\ No newline at end of file
`;

test('[K12] lines are quoted as the side has them, across hunks, and not where the diff does not show them', () => {
  expect(quoteLines(patch, { side: 'new', fromLine: 2, toLine: 4 })).toBe('two\ndrei\ndrei und halb');
  expect(quoteLines(patch, { side: 'old', fromLine: 3, toLine: 4 })).toBe('three\nfour');
  expect(quoteLines(patch, { side: 'new', fromLine: 5, toLine: 21 })).toBe('four\nzwanzig');
  expect(quoteLines(patch, { side: 'old', fromLine: 20, toLine: 20 })).toBe('twenty');
  expect(quoteLines(patch, { side: 'new', fromLine: 1, toLine: 2 })).toBeUndefined();
  expect(quoteLines(patch, { side: 'new', fromLine: 4, toLine: 9 })).toBeUndefined();
});
