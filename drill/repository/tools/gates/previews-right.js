import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { readPublished } from '../calendar.js';
import { readJson } from '../read-json.js';

const published = await readPublished(Number.POSITIVE_INFINITY);
const folds = await readJson('tools/folds.json');

for (const [name, fold] of Object.entries(folds)) {
  test(`${name}: every post has its preview, with the first sentence whole before the fold`, async () => {
    const text = await readFile(`content_templates/previews/${name}.md`, 'utf8');
    const rows = text.split('\n').flatMap((line) => {
      const cells = /^\| (kiln-\S+) \| (.*) \| (\d+) \|$/.exec(line);
      return cells === null ? [] : [cells.slice(1)];
    });
    const posts = published.filter(({ platform }) => platform === name);
    assert.ok(posts.length >= 30);
    assert.deepEqual(
      rows.map(([id, , length]) => [id, length]),
      posts.map(({ id, text: post }) => [id, String(post.length)]),
    );
    for (const [index, [id, seen]] of rows.entries()) {
      assert.ok(seen.length <= fold, `${id} shows ${seen.length} characters, the fold is at ${fold}`);
      assert.ok(seen.startsWith(posts[index].text.split('\n')[0]), `${id} begins with another sentence`);
    }
  });
}
