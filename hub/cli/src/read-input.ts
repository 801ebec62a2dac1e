import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import {
  type Brand,
  type Calendar,
  type Campaign,
  type Diagnostic,
  parseBrand,
  parseCalendar,
  parseCampaign,
  parseTemplates,
  type Template,
} from '@musterhub/rules';
import type { Environment } from './environment.ts';
import { HubError } from './hub-error.ts';

/** A text file by the name a person gave; one that is not there, or in other letters, is told with the whole path. */
export async function readText({ cwd }: Environment, file: string): Promise<string> {
  const path = resolve(cwd, file);
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch (cause) {
    throw new HubError('file_missing', `expected a file that can be read at ${path}`, { cause });
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    // Read all the same, its letters would go out as other ones.
    throw new HubError(
      'file_invalid',
      `${path} is not in UTF-8: save it anew, a spreadsheet as 'CSV UTF-8'`,
      {
        cause,
      },
    );
  }
}

export async function readBrand(environment: Environment, file: string): Promise<Brand> {
  const { value, diagnostics } = parseBrand(await readText(environment, file));
  return given(value, file, diagnostics);
}

export async function readCampaign(environment: Environment, file: string): Promise<Campaign> {
  const { value, diagnostics } = parseCampaign(await readText(environment, file));
  return given(value, file, diagnostics);
}

export async function readCalendar(environment: Environment, file: string): Promise<Calendar> {
  const { value, diagnostics } = parseCalendar(await readText(environment, file));
  return given(value, file, diagnostics);
}

/** Where a repository keeps templates of its own, without being asked. */
const ownFolder = 'content_templates/templates';

/** The shipped templates, and those of a folder of the brand's own; one with the name of a shipped one takes its place. */
export async function readTemplates(environment: Environment, own: string | undefined): Promise<Template[]> {
  const shipped = join(environment.dist, 'assets/templates');
  const folder = resolve(environment.cwd, own ?? ownFolder);
  const files = [
    ...(await filesIn(shipped, 'needed')),
    ...(await filesIn(folder, own === undefined ? 'optional' : 'needed')),
  ];
  const byId = new Map<string, Template>();
  for (const file of files) {
    const { value, diagnostics } = parseTemplates(await readFile(file, 'utf8'));
    for (const template of given(value, file, diagnostics).templates) byId.set(template.id, template);
  }
  return [...byId.values()];
}

async function filesIn(folder: string, need: 'needed' | 'optional'): Promise<string[]> {
  try {
    const names = await readdir(folder);
    return names
      .filter((name) => name.endsWith('.yaml'))
      .sort()
      .map((name) => join(folder, name));
  } catch (cause) {
    if (need === 'optional' && (cause as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw new HubError('file_missing', `expected a folder of templates at ${folder}`, { cause });
  }
}

/** The value of a file that has one; every mistake of one that has not, as editors make it clickable. */
function given<Value>(value: Value | undefined, file: string, diagnostics: readonly Diagnostic[]): Value {
  if (value !== undefined) return value;
  const lines = diagnostics.map((one) => diagnosticLine(file, one));
  const count = lines.length === 1 ? 'a mistake' : `${lines.length} mistakes`;
  throw new HubError('file_invalid', [`${file} has ${count}`, ...lines].join('\n'));
}

function diagnosticLine(file: string, { line, column, severity, message, rule, fix }: Diagnostic): string {
  const place = `${file}:${line}:${column} ${severity}: ${message} [${rule}]`;
  return fix === undefined ? place : `${place}\n    ${fix}`;
}
