import { readPublished } from './calendar.js';
import { readJson } from './read-json.js';
import { writeText } from './write-text.js';

// What a stranger sees of each post before touching it: the text up to the platform's fold.

const folds = await readJson('tools/folds.json');
const posts = await readPublished(Number.POSITIVE_INFINITY);

for (const [name, fold] of Object.entries(folds)) {
  const rows = posts
    .filter(({ platform }) => platform === name)
    .map(({ id, text }) => `| ${id} | ${seen(text, fold)} | ${text.length} |`);
  const lines = [
    `# Kiln on ${name}`,
    '',
    `${rows.length} posts, as they look before the fold at ${fold} characters.`,
    '',
    '| post | before the fold | characters |',
    '| --- | --- | --- |',
    ...rows,
    '',
  ];
  await writeText(`content_templates/previews/${name}.md`, lines.join('\n'));
  const cut = rows.filter((row) => row.includes(' ... |')).length;
  console.log(`${name}: ${rows.length} previews, ${cut} cut at the fold`);
}

/** Cut at a word, marked with three dots; line ends become a slash, and of an address the place is shown. */
function seen(text, fold) {
  const line = text.replaceAll(/https?:\/\/([^\s?]+)\S*/g, '$1').replaceAll(/\n+/g, ' / ');
  if (line.length <= fold) return line;
  return `${line.slice(0, line.lastIndexOf(' ', fold - 4))} ...`;
}
