import { campaignSchema } from '@musterhub/rules';
import { changeCampaign, insertCampaign, removeCampaign } from '@musterhub/store';
import { z } from 'zod';
import { ApiError } from '../api-error.ts';
import { getBrand } from '../get-brand.ts';
import { campaignViewSchema, readCampaignViews } from '../read-campaign-views.ts';
import { route } from '../route.ts';
import { doneSchema, words } from './words.ts';

const ofBrand = z.strictObject({ brand: words(100) });
const listSchema = z.object({ campaigns: z.array(campaignViewSchema) });
export type CampaignList = z.infer<typeof listSchema>;

export const campaignRoutes = [
  route({
    method: 'GET',
    url: '/api/brands/:brand/campaigns',
    permission: 'read',
    summary:
      'The campaigns of a brand: how many posts belong to each, how many are out, what they cost against its budget, and how far its goal is by the figures that were read last.',
    params: ofBrand,
    answer: listSchema,
    async handle({ params }, { hub }) {
      return { campaigns: await readCampaignViews(hub, await getBrand(hub, params.brand)) };
    },
  }),
  route({
    method: 'POST',
    url: '/api/brands/:brand/campaigns',
    permission: 'edit',
    summary: 'Adds a campaign, which groups items under a budget and a goal. An id that is taken is refused.',
    params: ofBrand,
    body: campaignBody(),
    answer: campaignSchema,
    async handle({ params, body }, { hub }) {
      const { brand } = await getBrand(hub, params.brand);
      const campaign = campaignSchema.parse(body);
      await insertCampaign(hub.store, { id: campaign.id, brand, profile: campaign, changedAt: hub.now() });
      return campaign;
    },
  }),
  route({
    method: 'POST',
    url: '/api/brands/:brand/campaigns/:id',
    permission: 'edit',
    summary: 'Gives a campaign another name, goal or budget, other days, pillars or channels.',
    params: ofBrand.extend({ id: words(100) }),
    body: campaignBody(),
    answer: campaignSchema,
    async handle({ params, body }, { hub }) {
      const campaign = campaignSchema.parse({ ...body, id: params.id });
      await changeCampaign(hub.store, { ...params, profile: campaign, changedAt: hub.now() });
      return campaign;
    },
  }),
  route({
    method: 'POST',
    url: '/api/brands/:brand/campaigns/:id/remove',
    permission: 'edit',
    summary: 'Forgets the goal and budget of a campaign. Its posts stay, and keep its name.',
    params: ofBrand.extend({ id: words(100) }),
    body: z.strictObject({}),
    answer: doneSchema,
    async handle({ params }, { hub }) {
      if (!(await removeCampaign(hub.store, params)))
        throw new ApiError('not_found', `${params.brand} has no campaign ${params.id}.`);
      return { message: `${params.id} has neither goal nor budget any more.` };
    },
  }),
];

/** The campaign's own schema has rules across its fields: it checks the body as a whole. */
function campaignBody() {
  return z.looseObject({ id: words(100), name: words(200) });
}
