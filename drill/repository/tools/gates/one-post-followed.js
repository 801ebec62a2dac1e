import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { calendarFile } from '../calendar.js';
import { readJson } from '../read-json.js';

const { items } = await readJson(calendarFile);
const { published } = await readJson('src/published.json');

for (const platform of ['instagram', 'x', 'facebook']) {
  test(`${platform}: one post from its template to what the account shows`, async () => {
    const post = published.find((one) => one.platform === platform);
    const { template, about, publishes, variants } = items.find(({ id }) => id === post.item);
    assert.match(template, /^[a-z-]+$/);
    const [list] = about.split('/');
    assert.match(await readFile('content_templates/brand.yaml', 'utf8'), new RegExp(`^ {2}${list}:$`, 'm'));
    const { id, text } = variants.find(({ label }) => label === publishes);
    const preview = await readFile(`content_templates/previews/${platform}.md`, 'utf8');
    assert.ok(preview.includes(`| ${id} | ${text.split('\n')[0]}`), 'the preview shows it');
    assert.deepEqual([post.state, post.verification], ['published', 'matched']);
    console.log(
      `${platform}: ${template} about ${about}, out as ${id}, read back with content ${post.contentHash}`,
    );
  });
}
