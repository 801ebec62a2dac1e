import { createHash } from 'node:crypto';
import { parseTemplates, type Template } from '@musterhub/rules';
import { addTemplate, readTemplates } from '@musterhub/store';
import { ApiError } from './api-error.ts';
import type { Hub } from './hub.ts';

/** The templates that were added to the hub, each in its newest version. */
export async function readHubTemplates({ store }: Hub): Promise<{ template: Template; version: number }[]> {
  const rows = await readTemplates(store.database);
  return rows.flatMap(({ text, version }) =>
    (parseTemplates(text).value?.templates ?? []).map((template) => ({ template, version })),
  );
}

/** Templates, with the hub's own in the place of those of their names. */
export async function withHubTemplates(hub: Hub, templates: readonly Template[]): Promise<Template[]> {
  const added = (await readHubTemplates(hub)).map(({ template }) => template);
  const names = new Set(added.map(({ id }) => id));
  return [...templates.filter(({ id }) => !names.has(id)), ...added];
}

/** Takes the templates of a file in, each as the next version of its name; a file with mistakes is refused with all of them. */
export async function keepTemplates(hub: Hub, file: string): Promise<{ name: string; version: number }[]> {
  const { value, diagnostics } = parseTemplates(file);
  if (value === undefined) {
    const issues = diagnostics.map(({ line, column, message }) => ({ path: `${line}:${column}`, message }));
    throw new ApiError('malformed', `The templates have ${issues.length} mistakes: ${issues[0]?.message}`, {
      issues,
    });
  }
  const added = [];
  for (const template of value.templates) {
    const text = JSON.stringify({ templates: [template] });
    const sha256 = createHash('sha256').update(text).digest('hex');
    const row = { name: template.id, brand: null, text, sha256, addedAt: hub.now() };
    added.push({ name: template.id, ...(await addTemplate(hub.store, row)) });
  }
  return added;
}
