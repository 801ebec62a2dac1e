import { createHash } from 'node:crypto';
import { brandSchema, campaignSchema, parseTemplates, ruleSetOf } from '@musterhub/rules';
import { addTemplate, insertCampaign, readBrands, readCampaigns, readTemplates } from '@musterhub/store';
import { z } from 'zod';
import { ApiError } from '../api-error.ts';
import { getBrand, keepBrand } from '../get-brand.ts';
import { route } from '../route.ts';
import type { Serving } from '../serving.ts';
import { words } from './words.ts';

const ofBrand = z.strictObject({ brand: words(100) });
const brandAnswer = z.object({ brand: brandSchema, ruleSet: z.string() });
export type BrandProfile = z.infer<typeof brandAnswer>;
const brandsSchema = z.object({
  brands: z.array(z.object({ id: z.string(), name: z.string(), zone: z.string(), ruleSet: z.string() })),
});
export type BrandList = z.infer<typeof brandsSchema>;
const templateSchema = z.object({
  name: z.string(),
  version: z.int(),
  pillar: z.string(),
  isShipped: z.boolean(),
});

export const brandRoutes = [
  route({
    method: 'GET',
    url: '/api/brands',
    permission: 'read',
    summary: 'The brands, by id and name, with the zone of their readers.',
    answer: brandsSchema,
    async handle(_, { hub }) {
      const rows = await readBrands(hub.store.database);
      const brands = rows.map(({ id, name, profile, rulesVersion }) => {
        const { zone } = brandSchema.parse(profile);
        return { id, name, zone, ruleSet: rulesVersion };
      });
      return { brands };
    },
  }),
  route({
    method: 'GET',
    url: '/api/brands/:brand',
    permission: 'read',
    summary: 'A brand profile, with the version of its rules.',
    params: ofBrand,
    answer: brandAnswer,
    async handle({ params }, { hub }) {
      const brand = await getBrand(hub, params.brand);
      return { brand, ruleSet: ruleSetOf(brand) };
    },
  }),
  route({
    method: 'POST',
    url: '/api/brands',
    permission: 'edit',
    summary: 'Takes a brand file in, as YAML or JSON; a brand of that name is replaced.',
    body: z.strictObject({ text: words(500_000) }),
    answer: brandAnswer,
    async handle({ body }, { hub }) {
      const brand = await keepBrand(hub, body.text);
      return { brand, ruleSet: ruleSetOf(brand) };
    },
  }),
  route({
    method: 'GET',
    url: '/api/templates',
    permission: 'read',
    summary:
      'The templates that ship with the hub, and those that were added; one with the name of a shipped one takes its place.',
    answer: z.object({ templates: z.array(templateSchema) }),
    handle: async (_, serving) => ({ templates: await listTemplates(serving) }),
  }),
  route({
    method: 'POST',
    url: '/api/templates',
    permission: 'edit',
    summary: 'Adds the templates of a file; the same text again is the version that is there.',
    body: z.strictObject({ text: words(500_000) }),
    answer: z.object({ added: z.array(z.object({ name: z.string(), version: z.int() })) }),
    async handle({ body }, { hub }) {
      const { value, diagnostics } = parseTemplates(body.text);
      if (value === undefined) {
        const issues = diagnostics.map(({ line, column, message }) => ({
          path: `${line}:${column}`,
          message,
        }));
        throw new ApiError(
          'malformed',
          `The templates have ${issues.length} mistakes: ${issues[0]?.message}`,
          { issues },
        );
      }
      const added = [];
      for (const template of value.templates) {
        const text = JSON.stringify({ templates: [template] });
        const sha256 = createHash('sha256').update(text).digest('hex');
        const row = { name: template.id, brand: null, text, sha256, addedAt: hub.now() };
        added.push({ name: template.id, ...(await addTemplate(hub.store, row)) });
      }
      return { added };
    },
  }),
  route({
    method: 'GET',
    url: '/api/brands/:brand/campaigns',
    permission: 'read',
    summary: 'The campaigns of a brand.',
    params: ofBrand,
    answer: z.object({ campaigns: z.array(campaignSchema) }),
    async handle({ params }, { hub }) {
      const rows = await readCampaigns(hub.store.database, params.brand);
      return { campaigns: rows.map(campaignView) };
    },
  }),
  route({
    method: 'POST',
    url: '/api/brands/:brand/campaigns',
    permission: 'edit',
    summary: 'Adds a campaign, which groups items under a budget and a goal.',
    params: ofBrand,
    body: campaignBody(),
    answer: campaignSchema,
    async handle({ params, body }, { hub }) {
      const { brand } = await getBrand(hub, params.brand);
      const campaign = campaignSchema.parse(body);
      await insertCampaign(hub.store, {
        id: campaign.id,
        brand,
        name: campaign.name,
        goal: JSON.stringify(campaign),
        budgetCents: campaign.budgetUsd === undefined ? null : Math.round(campaign.budgetUsd * 100),
        startsOn: campaign.from,
        endsOn: campaign.to,
      });
      return campaign;
    },
  }),
];

/** The campaign's own schema has rules across its fields: it checks the body as a whole. */
function campaignBody() {
  return z.looseObject({ id: words(100), name: words(200) });
}

/** The goal's column holds the campaign as it was given. */
function campaignView({ goal }: { goal: string }): z.infer<typeof campaignSchema> {
  return campaignSchema.parse(JSON.parse(goal));
}

async function listTemplates({ hub, templates }: Serving): Promise<z.infer<typeof templateSchema>[]> {
  const listed = new Map<string, z.infer<typeof templateSchema>>(
    templates.map(({ id, pillar }) => [id, { name: id, version: 0, pillar, isShipped: true }]),
  );
  for (const { name, version, text } of await readTemplates(hub.store.database)) {
    const [template] = parseTemplates(text).value?.templates ?? [];
    listed.set(name, { name, version, pillar: template?.pillar ?? '', isShipped: false });
  }
  return [...listed.values()].toSorted((one, other) => (one.name < other.name ? -1 : 1));
}
