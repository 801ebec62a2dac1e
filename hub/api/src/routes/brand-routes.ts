import { brandSchema, ruleSetOf } from '@musterhub/rules';
import { readBrands } from '@musterhub/store';
import { z } from 'zod';
import { getBrand, keepBrand } from '../get-brand.ts';
import { route } from '../route.ts';
import { words } from './words.ts';

const ofBrand = z.strictObject({ brand: words(100) });
const brandAnswer = z.object({ brand: brandSchema, ruleSet: z.string() });
export type BrandProfile = z.infer<typeof brandAnswer>;
const brandsSchema = z.object({
  brands: z.array(z.object({ id: z.string(), name: z.string(), zone: z.string(), ruleSet: z.string() })),
});
export type BrandList = z.infer<typeof brandsSchema>;

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
];
