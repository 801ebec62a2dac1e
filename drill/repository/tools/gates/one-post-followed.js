import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { connect } from '../../src/connect.js';
import { makePlatforms } from '../../src/make-platforms.js';
import { readEntries } from '../../src/read-entries.js';
import { openService } from '../../src/service.js';
import { calendarFolder, readCalendar } from '../calendar.js';
import { readJson } from '../read-json.js';

test('a post can be followed from its template over calendar and preview to its platform', async () => {
  const day = (await readCalendar())[11];
  const template = await readJson(`content_templates/templates/${day.template}.json`);
  const platforms = makePlatforms();
  const service = await openService({ token: 'gate', platforms });
  try {
    const call = connect({ url: service.url, token: 'gate' });
    const entries = await readEntries(calendarFolder);
    for (const { id, platform, variant, text } of day.entries) {
      const hooks = template.fills.map((fill) =>
        template.hooks[variant].replaceAll(/\{(\w+)\}/g, (_, slot) => fill[slot]).toLowerCase(),
      );
      const hook = text.split('\n')[0];
      assert.ok(hooks.includes(hook.toLowerCase()), `${id} begins with no hook of ${day.template}`);
      const preview = await readFile(`content_templates/previews/${platform}.md`, 'utf8');
      assert.ok(preview.includes(hook), `${id} has no preview`);
      const entry = entries.find((candidate) => candidate.id === id);
      await call('POST', '/entries', entry);
      await call('POST', '/clock', { minute: entry.minute });
      assert.equal(platforms[platform].posts().find(({ key }) => key === id)?.text, text);
    }
  } finally {
    await service.close();
  }
});
