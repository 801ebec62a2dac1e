import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';

// What must hold across folders. Each session adds tests at the end of its own section and leaves the rest alone;
// `tools/contribute.js` does so, and sections that grow side by side merge without a conflict.

test('four sections stand in order, each closed', async () => {
  const text = await readFile(new URL(import.meta.url), 'utf8');
  const marks = [...text.matchAll(/^\/\/ (section|end) of session (\d)$/gm)].map(
    ([, word, session]) => `${word} ${session}`,
  );
  assert.deepEqual(
    marks,
    [1, 2, 3, 4].flatMap((session) => [`section ${session}`, `end ${session}`]),
  );
});

// section of session 1
// Monitoring: normal stays quiet, anything else wakes somebody.
// end of session 1

// section of session 2
// Content: the calendar, how it looks, which version runs.
// end of session 2

// section of session 3
// The service: posting, bad days, payments.
// end of session 3

// section of session 4
// Figures: counted, compared, traced back.
// end of session 4
