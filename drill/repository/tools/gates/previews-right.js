import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { readCalendar } from '../calendar.js';
import { readJson } from '../read-json.js';

const calendar = await readCalendar();
const platforms = await readJson('content_templates/platforms.json');

for (const [name, { fold }] of Object.entries(platforms)) {
  test(`${name}: every post has its preview, with the first sentence whole before the fold`, async () => {
    const text = await readFile(`content_templates/previews/${name}.md`, 'utf8');
    const rows = text.split('\n').flatMap((line) => {
      const cells = /^\| (\d+) \| (\S+) \| ([ab]) \| (.*) \| (\d+) \|$/.exec(line);
      return cells === null ? [] : [cells.slice(1)];
    });
    const posts = calendar.flatMap(({ day, entries }) =>
      entries.filter(({ platform }) => platform === name).map((entry) => ({ day, ...entry })),
    );
    assert.deepEqual(
      rows.map(([day, time, variant, , length]) => [day, time, variant, length]),
      posts.map(({ day, time, variant, text: post }) => [String(day), time, variant, String(post.length)]),
    );
    for (const [index, [, , , seen]] of rows.entries()) {
      assert.ok(
        seen.length <= fold,
        `${posts[index].id} shows ${seen.length} characters, the fold is at ${fold}`,
      );
      assert.ok(
        seen.startsWith(posts[index].text.split('\n')[0]),
        `${posts[index].id} begins with another sentence`,
      );
    }
  });
}
