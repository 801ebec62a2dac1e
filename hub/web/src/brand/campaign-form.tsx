import { request, useSay } from '@musterhq/page';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useId } from 'react';
import type { BrandProfile, CampaignView } from '../live/facts.ts';
import { goalMetrics, goalNames } from './goal-names.ts';

type Campaign = CampaignView['campaign'];
type Props = { brand: BrandProfile['brand']; before: Campaign | undefined; close: () => void };

/** A new campaign, or one that is there with other words and figures. */
export function CampaignForm({ brand, before, close }: Props) {
  const id = useId();
  const client = useQueryClient();
  const say = useSay();
  const keep = useMutation({
    mutationFn: (campaign: object) => {
      const path = `/api/brands/${encodeURIComponent(brand.brand)}/campaigns`;
      return request<Campaign>(
        before === undefined ? path : `${path}/${encodeURIComponent(before.id)}`,
        campaign,
      );
    },
    onSuccess: ({ name }) => {
      say({
        text:
          before === undefined
            ? `${name} is set up: plans that are generated from here on mark its posts, and each post's page puts it there.`
            : `${name} is changed.`,
      });
      void client.invalidateQueries({ queryKey: ['campaigns'] });
      void client.invalidateQueries({ queryKey: ['report'] });
      close();
    },
  });
  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    keep.mutate(campaignOf(new FormData(event.currentTarget), brand, before));
  };
  return (
    <form className="add-row campaign-form" onSubmit={onSubmit} ref={focusFirst}>
      <Field id={`${id}-name`} label="Name">
        <input id={`${id}-name`} name="name" className="field" defaultValue={before?.name} required />
      </Field>
      <Field id={`${id}-from`} label="First day">
        <input
          id={`${id}-from`}
          name="from"
          type="date"
          className="field"
          defaultValue={before?.from}
          required
        />
      </Field>
      <Field id={`${id}-to`} label="Last day">
        <input id={`${id}-to`} name="to" type="date" className="field" defaultValue={before?.to} required />
      </Field>
      <Field id={`${id}-least`} label="Goal">
        <input
          id={`${id}-least`}
          name="atLeast"
          type="number"
          min={0}
          step="any"
          className="field"
          defaultValue={before?.goal.atLeast}
          required
        />
      </Field>
      <Field id={`${id}-metric`} label="Of what">
        <select
          id={`${id}-metric`}
          name="metric"
          className="field"
          defaultValue={before?.goal.metric ?? 'reach'}
        >
          {goalMetrics.map((metric) => (
            <option key={metric} value={metric}>
              {goalNames[metric]}
            </option>
          ))}
        </select>
      </Field>
      <Field id={`${id}-budget`} label="Budget in dollars">
        <input
          id={`${id}-budget`}
          name="budget"
          type="number"
          min={0}
          step="any"
          className="field"
          placeholder="no limit"
          defaultValue={before?.budgetUsd}
        />
      </Field>
      <Only
        name="pillars"
        legend="Only of these pillars"
        values={brand.pillars.map(({ id: pillar }) => pillar)}
        chosen={before?.pillars}
      />
      <Only
        name="channels"
        legend="Only on these channels"
        values={brand.channels.map(({ id: channel }) => channel)}
        chosen={before?.channels}
      />
      {keep.error === null ? null : (
        <p className="act-refused" role="alert">
          {keep.error.message}
        </p>
      )}
      <div className="campaign-actions">
        <button type="button" className="button" onClick={close}>
          Cancel
        </button>
        <button type="submit" className="button main" disabled={keep.isPending}>
          {before === undefined ? 'Set it up' : 'Keep'}
        </button>
      </div>
    </form>
  );
}

/** Whoever opened the form goes on in it. */
const focusFirst = (form: HTMLFormElement | null) => form?.querySelector('input')?.focus();

function Field({ id, label, children }: { id: string; label: string; children: ReactNode }) {
  return (
    <div className="act-field">
      <label htmlFor={id}>{label}</label>
      {children}
    </div>
  );
}

function Only(props: {
  name: string;
  legend: string;
  values: readonly string[];
  chosen: readonly string[] | undefined;
}) {
  const { name, legend, values, chosen = [] } = props;
  return (
    <fieldset className="only">
      <legend>{legend}</legend>
      {[...new Set([...values, ...chosen])].map((value) => (
        <label key={value}>
          <input type="checkbox" name={name} value={value} defaultChecked={chosen.includes(value)} /> {value}
        </label>
      ))}
      <span className="quiet">none: of all</span>
    </fieldset>
  );
}

function campaignOf(form: FormData, { brand }: Props['brand'], before: Campaign | undefined): object {
  const text = (name: string) => String(form.get(name)).trim();
  const some = (name: string) => {
    const values = form.getAll(name);
    return values.length === 0 ? {} : { [name]: values };
  };
  return {
    id: before?.id ?? idOf(brand, text('name')),
    name: text('name'),
    from: text('from'),
    to: text('to'),
    goal: { metric: text('metric'), atLeast: Number(text('atLeast')) },
    ...(text('budget') === '' ? {} : { budgetUsd: Number(text('budget')) }),
    ...some('pillars'),
    ...some('channels'),
  };
}

/** `kiln-opening-day`: no other brand has it. Of two campaigns of one name the hub refuses the second, and says so. */
function idOf(brand: string, name: string): string {
  const plain = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  // A name in other letters has none that an id may hold.
  return `${brand}-${plain === '' ? crypto.randomUUID().slice(0, 8) : plain}`;
}
