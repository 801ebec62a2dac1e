import { readCalendar } from './calendar.js';
import { readJson } from './read-json.js';
import { writeText } from './write-text.js';

// What a stranger sees of each post before touching it: the text up to the platform's fold.

const platforms = await readJson('content_templates/platforms.json');
const brand = await readJson('content_templates/brand.json');
const calendar = await readCalendar();

for (const [name, { fold, limit }] of Object.entries(platforms)) {
  const rows = calendar.flatMap(({ day, entries }) =>
    entries
      .filter(({ platform }) => platform === name)
      .map(
        ({ variant, time, text }) =>
          `| ${day} | ${time} | ${variant} | ${seen(text, fold)} | ${text.length} |`,
      ),
  );
  const lines = [
    `# ${brand.name} on ${name}`,
    '',
    `${rows.length} posts, as they look before the fold at ${fold} characters; at most ${limit} are allowed.`,
    '',
    '| day | time | version | before the fold | characters |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
    '',
  ];
  await writeText(`content_templates/previews/${name}.md`, lines.join('\n'));
  const cut = rows.filter((row) => row.includes(' ... |')).length;
  console.log(`${name}: ${rows.length} previews, ${cut} cut at the fold`);
}

/** Cut at a word, marked with three dots; line ends become a slash. */
function seen(text, fold) {
  const line = text.replaceAll(/\n+/g, ' / ');
  if (line.length <= fold) return line;
  return `${line.slice(0, line.lastIndexOf(' ', fold - 4))} ...`;
}
