import { readdir } from 'node:fs/promises';
import { calendarFolder } from './calendar.js';
import { makeRandom, shuffled } from './random.js';
import { readJson } from './read-json.js';
import { writeJson } from './write-text.js';

// Thirty days out of the templates: each day takes one template with one of its fills, no pair twice.

const days = 30;
const brand = await readJson('content_templates/brand.json');
const platforms = await readJson('content_templates/platforms.json');
const templates = await readTemplates('content_templates/templates');

const pieces = templates.flatMap((template) => template.fills.map((fill) => ({ template, fill })));
if (pieces.length < days) {
  throw new Error(
    `${days} days need as many pieces; the templates hold ${pieces.length}: add fills to a template`,
  );
}

const random = makeRandom(brand.seed);
const plan = spread(shuffled(pieces, random)).slice(0, days);
let written = 0;
const longest = new Map();
for (const [index, piece] of plan.entries()) {
  const day = index + 1;
  const entries = Object.entries(platforms).flatMap(([name, platform]) => {
    const time = platform.times[Math.floor(random() * platform.times.length)];
    return ['a', 'b'].map((variant) => ({
      id: `d${twoDigits(day)}-${name}-${variant}`,
      platform: name,
      variant,
      time,
      text: textOf(piece, platform, variant),
    }));
  });
  for (const { platform, text } of entries) {
    longest.set(platform, Math.max(longest.get(platform) ?? 0, text.length));
  }
  await writeJson(`${calendarFolder}/day-${twoDigits(day)}.json`, {
    day,
    template: piece.template.id,
    entries,
  });
  written += entries.length;
  if (day % 7 === 0 || day === days)
    console.log(`day ${day}: ${written} posts so far, last ${piece.template.id}`);
}
for (const [name, length] of longest)
  console.log(`${name}: longest post ${length} of ${platforms[name].limit} characters`);

async function readTemplates(folder) {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.json')).sort();
  return Promise.all(names.map((name) => readJson(`${folder}/${name}`)));
}

/** Two days in a row never use the same template while another one is left. */
function spread(row) {
  const left = [...row];
  const result = [];
  while (left.length > 0) {
    const counts = new Map();
    for (const { template } of left) counts.set(template.id, (counts.get(template.id) ?? 0) + 1);
    const before = result.at(-1)?.template.id;
    const most = Math.max(...[...counts].filter(([id]) => id !== before).map(([, count]) => count));
    const next = left.findIndex(({ template }) => template.id !== before && counts.get(template.id) === most);
    result.push(...left.splice(Math.max(0, next), 1));
  }
  return result;
}

function textOf({ template, fill }, platform, variant) {
  const lines = platform.parts.map((part) => {
    if (part === 'hook') return capital(filled(template.hooks[variant], fill));
    if (part === 'call') return `${template.call} ${brand.link}`;
    return template[part];
  });
  const hashtags = brand.hashtags.slice(0, platform.hashtags).join(' ');
  return [...lines, ...(hashtags === '' ? [] : [hashtags])].join('\n\n');
}

function filled(text, fill) {
  return text.replaceAll(/\{(\w+)\}/g, (_, name) => {
    if (fill[name] === undefined) throw new Error(`'${text}' needs '${name}', which the fill lacks`);
    return fill[name];
  });
}

function capital(text) {
  return text[0].toUpperCase() + text.slice(1);
}

function twoDigits(number) {
  return String(number).padStart(2, '0');
}
