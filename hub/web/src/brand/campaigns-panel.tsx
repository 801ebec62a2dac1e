import { type Action, countWords, Panel, ToneMark, useOpenAction } from '@musterhq/page';
import { useQuery } from '@tanstack/react-query';
import { use, useState } from 'react';
import { MeContext, useMay } from '../app/me.ts';
import { type Day, dayWords } from '../calendar/days.ts';
import { usdWords } from '../item/usd-words.ts';
import type { BrandProfile, CampaignView } from '../live/facts.ts';
import { campaignsQuery } from '../live/queries.ts';
import { platformName } from '../post/platform-mark.tsx';
import { CampaignForm } from './campaign-form.tsx';
import { goalNames } from './goal-names.ts';

/** Posts under one budget and one goal: how many there are, what they cost, and how far the goal is. */
export function CampaignsPanel({ brand }: { brand: BrandProfile['brand'] }) {
  const mayEdit = useMay('edit');
  const { data } = useQuery(campaignsQuery(brand.brand));
  const [edited, edit] = useState<CampaignView['campaign'] | 'new' | undefined>();
  const campaigns = data?.campaigns ?? [];
  return (
    <Panel
      title="Campaigns"
      note={campaigns.length === 0 ? undefined : String(campaigns.length)}
      actions={
        mayEdit ? (
          <button type="button" className="button" disabled={edited === 'new'} onClick={() => edit('new')}>
            Add a campaign
          </button>
        ) : null
      }
    >
      {data !== undefined && campaigns.length === 0 && edited === undefined ? (
        <p className="panel-empty">
          A campaign takes the posts of some days, pillars and channels under one budget and one goal.
        </p>
      ) : null}
      <ul className="rows">
        {campaigns.map((view) => (
          <Row key={view.campaign.id} of={view} brand={brand.brand} edit={mayEdit ? edit : undefined} />
        ))}
      </ul>
      {edited === undefined ? null : (
        <CampaignForm
          key={edited === 'new' ? 'new' : edited.id}
          brand={brand}
          before={edited === 'new' ? undefined : edited}
          close={() => edit(undefined)}
        />
      )}
    </Panel>
  );
}

function Row(props: {
  of: CampaignView;
  brand: string;
  edit: ((campaign: CampaignView['campaign']) => void) | undefined;
}) {
  const { of, brand, edit } = props;
  const { campaign, standing, out, goal } = of;
  const open = useOpenAction();
  const remove: Action = {
    path: `/api/brands/${encodeURIComponent(brand)}/campaigns/${encodeURIComponent(campaign.id)}/remove`,
    title: `Remove ${campaign.name}`,
    detail: 'Its goal and its budget are forgotten. Its posts stay, and keep its name.',
    verb: 'Remove',
    isGrave: true,
    fields: [],
    fixed: {},
  };
  return (
    <li className="campaign">
      <div className="person-who">
        <strong className="cut">{campaign.name}</strong>
        <span className="quiet">
          {spanWords(campaign)}
          {scopeWords(campaign)}
        </span>
      </div>
      <div className="campaign-part">
        <span className="figure">
          {standing.items === 1 ? '1 post' : `${standing.items} posts`}, {out} out
        </span>
        <ToneMark
          tone={standing.isOver ? 'red' : 'done'}
          word={`${usdWords(standing.cost)}${standing.budget === undefined ? '' : ` of ${usdWords(standing.budget)}`}`}
        />
      </div>
      <Goal campaign={campaign} goal={goal} />
      <div className="decision-actions">
        {edit === undefined ? null : (
          <>
            <button type="button" className="button" onClick={() => edit(campaign)}>
              Change
            </button>
            <button type="button" className="button danger" onClick={() => open(remove)}>
              Remove
            </button>
          </>
        )}
      </div>
    </li>
  );
}

/** What was counted of what is wanted, and what is not in it. */
function Goal({ campaign, goal }: Pick<CampaignView, 'campaign' | 'goal'>) {
  const isPlayed = use(MeContext).fedBy === 'SANDBOX';
  const { metric, atLeast } = campaign.goal;
  const name = goalNames[metric];
  if (goal.kind === 'not_told')
    return (
      <div className="campaign-part">
        <span className="figure">
          {countWords(atLeast)} {name} wanted
        </span>
        <span className="quiet">no platform tells that</span>
      </div>
    );
  const notes = [
    ...(isPlayed ? ['played by the sandbox'] : []),
    ...(goal.waiting === 0 ? [] : [`${goal.waiting} not read yet`]),
    ...goal.silent.map((platform) => `${platformName(platform)} does not tell`),
  ];
  return (
    <div className="campaign-part">
      <span className="figure">
        {goal.posts === 0 ? 'nothing read yet' : countWords(goal.value)} of {countWords(atLeast)} {name}
      </span>
      <meter
        min={0}
        max={atLeast}
        value={Math.min(goal.value, atLeast)}
        aria-label={`${name} of ${campaign.name}`}
      />
      {notes.length === 0 ? null : <span className="quiet">{notes.join(', ')}</span>}
    </div>
  );
}

/** `16 Mar to 29 Mar 2026` */
const spanWords = ({ from, to }: CampaignView['campaign']): string =>
  `${dayWords(from as Day, 'date')} to ${dayWords(to as Day, 'date')} ${to.slice(0, 4)}`;

function scopeWords({ pillars, channels }: CampaignView['campaign']): string {
  const only = [...(pillars ?? []), ...(channels ?? [])];
  return only.length === 0 ? '' : `, ${only.join(', ')}`;
}
