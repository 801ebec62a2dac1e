import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { writeText } from './write-text.js';

// Puts the prepared modules of a task in place: the part of the work that a session would have typed.

const task = process.argv[2];
const from = join('tools', 'prepared', task);
for (const path of await filesBelow(from)) {
  if (path === join(from, 'integration.js')) continue;
  const text = await readFile(path, 'utf8');
  await writeText(relative(from, path), text);
  console.log(`${relative(from, path)}: ${text.split('\n').length - 1} lines`);
}

async function filesBelow(folder) {
  const entries = await readdir(folder, { withFileTypes: true });
  const nested = entries.map((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesBelow(path) : [path];
  });
  return (await Promise.all(nested)).flat().sort();
}
