import { Panel, request, useSay } from '@musterhq/page';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useId } from 'react';
import { useMay } from '../app/me.ts';
import type { CheckedItem } from '../live/facts.ts';
import { brandQuery, campaignsQuery } from '../live/queries.ts';

/** What the item is for: its pillar and its campaign. Neither is seen by readers, so neither voids an approval. */
export function LabelPanel({ item }: { item: CheckedItem }) {
  const client = useQueryClient();
  const say = useSay();
  const mayEdit = useMay('edit');
  const brand = useQuery(brandQuery(item.brand));
  const campaigns = useQuery(campaignsQuery(item.brand));
  const label = useMutation({
    mutationFn: (body: { pillar?: string; campaign?: string }) =>
      request<CheckedItem>(`/api/items/${encodeURIComponent(item.id)}/label`, body),
    onSuccess: (next) => {
      client.setQueryData(['item', item.id], next);
      void client.invalidateQueries({ queryKey: ['campaigns'] });
      void client.invalidateQueries({ queryKey: ['report'] });
    },
    onError: (error) => say({ text: error.message, isRefusal: true }),
  });
  const { pillar, campaign = '', pair, template } = item.plan;
  const pillars = brand.data?.brand.pillars.map(({ id }) => [id, id] as const) ?? [[pillar, pillar] as const];
  const known = campaigns.data?.campaigns.map(({ campaign: { id, name } }) => [id, name] as const) ?? [];
  // A campaign that came in with a row and was never set up still has a name.
  const named =
    campaign === '' || known.some(([id]) => id === campaign)
      ? known
      : [...known, [campaign, campaign] as const];
  return (
    <Panel title="Place in the plan">
      <div className="panel-body label-fields">
        <Choice
          label="Pillar"
          value={pillar}
          choices={pillars}
          choose={mayEdit ? (next) => label.mutate({ pillar: next }) : undefined}
        />
        <Choice
          label="Campaign"
          value={campaign}
          choices={[['', 'none'], ...named]}
          choose={mayEdit ? (next) => label.mutate({ campaign: next }) : undefined}
        />
        {pair === undefined ? null : <p className="quiet">Pair {pair}</p>}
        {template === undefined ? null : <p className="quiet">Template {template}</p>}
      </div>
    </Panel>
  );
}

function Choice(props: {
  label: string;
  value: string;
  choices: readonly (readonly [value: string, words: string])[];
  choose: ((value: string) => void) | undefined;
}) {
  const id = useId();
  const { label, value, choices, choose } = props;
  if (choose === undefined)
    return (
      <p>
        <span className="quiet">{label}</span> {choices.find(([one]) => one === value)?.[1] ?? value}
      </p>
    );
  return (
    <div className="act-field">
      <label htmlFor={id}>{label}</label>
      <select id={id} className="field" value={value} onChange={(event) => choose(event.target.value)}>
        {choices.map(([one, words]) => (
          <option key={one} value={one}>
            {words}
          </option>
        ))}
      </select>
    </div>
  );
}
