import { readFile, writeFile } from 'node:fs/promises';

// Adds a task's integration tests to the section of its session in the shared file.

const target = 'test-integration.js';
const task = process.argv[2];
const session = /\.s(\d+)$/.exec(task)?.[1];
const prepared = await readFile(`tools/prepared/${task}/integration.js`, 'utf8');
const contribution = prepared.slice(prepared.indexOf('test(')).trimEnd();
const text = await readFile(target, 'utf8');
const end = `// end of session ${session}\n`;
const place = text.indexOf(end);
if (place < 0)
  throw new Error(`expected the line '${end.trim()}' in ${target}: restore the section's closing line`);

if (text.includes(contribution)) console.log(`${target}: the tests of ${task} are there already`);
else {
  const before = text.slice(0, place).trimEnd();
  await writeFile(target, `${before}\n\n${contribution}\n\n${text.slice(place)}`);
  console.log(
    `${target}: ${contribution.match(/^test\(/gm).length} more in the section of session ${session}`,
  );
}
