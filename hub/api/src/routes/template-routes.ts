import { platformSchema, type Template } from '@musterhub/rules';
import { z } from 'zod';
import { keepTemplates, readHubTemplates } from '../hub-templates.ts';
import { route } from '../route.ts';
import { words } from './words.ts';

const templateSchema = z.object({
  name: z.string(),
  /** 0: it ships with the hub, or lies in the repository that it was started in. */
  version: z.int(),
  pillar: z.string(),
  platforms: z.array(platformSchema),
  /** What one of its openings says, before a brand's facts are in it. */
  hook: z.string(),
});
const listSchema = z.object({ templates: z.array(templateSchema) });
export type TemplateList = z.infer<typeof listSchema>;

export const templateRoutes = [
  route({
    method: 'GET',
    url: '/api/templates',
    permission: 'read',
    summary:
      'The templates that ship with the hub or lie in its repository, and those that were added; one with the name of another takes its place.',
    answer: listSchema,
    async handle(_, { hub, templates }) {
      const listed = new Map(templates.map((one) => [one.id, templateView(one, 0)]));
      for (const { template, version } of await readHubTemplates(hub))
        listed.set(template.id, templateView(template, version));
      return { templates: [...listed.values()].toSorted((one, other) => (one.name < other.name ? -1 : 1)) };
    },
  }),
  route({
    method: 'POST',
    url: '/api/templates',
    permission: 'edit',
    summary: 'Adds the templates of a file; the same text again is the version that is there.',
    body: z.strictObject({ text: words(500_000) }),
    answer: z.object({ added: z.array(z.object({ name: z.string(), version: z.int() })) }),
    handle: async ({ body }, { hub }) => ({ added: await keepTemplates(hub, body.text) }),
  }),
];

function templateView(
  { id, pillar, kinds, hook }: Template,
  version: number,
): z.infer<typeof templateSchema> {
  const platforms = platformSchema.options.filter((platform) => kinds[platform] !== undefined);
  return { name: id, version, pillar, platforms, hook: hook.question };
}
