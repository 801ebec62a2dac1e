import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';

test('content: what a stranger sees first is the first sentence, whole, on every platform', async () => {
  const { readPublished } = await import('./tools/calendar.js');
  const entries = await readPublished(30);
  for (const platform of new Set(entries.map((entry) => entry.platform))) {
    const preview = await readFile(`content_templates/previews/${platform}.md`, 'utf8');
    for (const { id, text } of entries.filter((entry) => entry.platform === platform)) {
      assert.ok(preview.includes(`| ${id} | ${text.split('\n')[0]}`), id);
    }
  }
});
