import { Modal } from '@mantine/core';
import { durationWords, RequestError, request, ToneMark, useNow, useSay } from '@musterhq/page';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useId, useState } from 'react';
import { usdWords } from '../item/usd-words.ts';
import type { BrandProfile, GeneratedCalendar } from '../live/facts.ts';
import { addDays, type Day, dayWords } from './days.ts';
import { whenWords } from './use-reschedule.ts';

type Order = { start: Day; days: number; seed: number };
type Props = { brand: BrandProfile['brand']; day: Day; close: () => void };

/** Plans some days of a brand, shows what came of it, and keeps it on a second yes. */
export function GenerateDialog({ brand, day, close }: Props) {
  const client = useQueryClient();
  const say = useSay();
  const [order, setOrder] = useState<Order>({ start: addDays(day, 1), days: 30, seed: 1 });
  const ask = (isStored: boolean) => (of: Order) =>
    request<GeneratedCalendar>('/api/calendars/generate', { brand: brand.brand, ...of, isStored });
  const plan = useMutation({ mutationFn: ask(false) });
  const keep = useMutation({
    mutationFn: ask(true),
    onSuccess: ({ stored }) => {
      void client.invalidateQueries({ queryKey: ['cards'] });
      void client.invalidateQueries({ queryKey: ['report'] });
      const fresh = stored.filter(({ kind }) => kind === 'new').length;
      const left = stored.filter(({ kind }) => kind === 'out' || kind === 'waits').length;
      const rest = left === 0 ? '' : ` ${left} are out or may be, and stay as they are.`;
      say({ text: `${fresh} posts are planned; each waits for approval.${rest}` });
      close();
    },
  });
  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    keep.reset();
    plan.mutate(order);
  };
  const change = (more: Partial<Order>) => {
    plan.reset();
    setOrder({ ...order, ...more });
  };
  const error = keep.error ?? plan.error;
  return (
    <Modal
      opened
      onClose={close}
      title={`Generate a calendar for ${brand.name}`}
      size={560}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <form className="act" onSubmit={onSubmit}>
        <div className="field-row">
          <Field label="First day" type="date" value={order.start} set={(start) => change({ start })} />
          <Field
            label="Days"
            type="number"
            value={order.days}
            set={(days) => change({ days: Number(days) })}
            most={92}
          />
          <Field
            label="Seed"
            type="number"
            value={order.seed}
            set={(seed) => change({ seed: Number(seed) })}
            most={999_999}
          />
        </div>
        <p className="act-hint">The same days and seed give the same plan; another seed gives another one.</p>
        {plan.data === undefined ? null : <Outcome {...plan.data} />}
        {error === null ? null : <Refused error={error} />}
        {keep.isPending ? <Keeping since={keep.submittedAt} count={plan.data?.report.items ?? 0} /> : null}
        <div className="act-actions">
          <button type="button" className="button" onClick={close}>
            Cancel
          </button>
          {plan.data === undefined ? (
            <button type="submit" className="button main" disabled={plan.isPending}>
              {plan.isPending ? 'Planning …' : 'Show the plan'}
            </button>
          ) : (
            <button
              type="button"
              className="button main"
              disabled={keep.isPending}
              onClick={() => keep.mutate(order)}
            >
              Keep these {plan.data.report.items} posts
            </button>
          )}
        </div>
      </form>
    </Modal>
  );
}

function Field(props: {
  label: string;
  type: 'date' | 'number';
  value: string | number;
  set: (value: string) => void;
  most?: number;
}) {
  const id = useId();
  const { label, type, value, set, most } = props;
  return (
    <div className="act-field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        className="field"
        type={type}
        value={value}
        onChange={(event) => set(event.target.value)}
        {...(type === 'number' ? { min: 1, max: most } : {})}
        required
      />
    </div>
  );
}

/** What was planned, in figures and by day. */
function Outcome({ calendar, report }: GeneratedCalendar) {
  const last = addDays(calendar.start, calendar.days - 1);
  return (
    <div className="outcome" role="status">
      <p>
        <strong className="figure">{report.items} posts</strong> from {dayWords(calendar.start, 'short')} to{' '}
        {dayWords(last, 'short')}, {usdWords(report.usdThousandths)}.
      </p>
      <p className="outcome-marks">
        <ToneMark
          tone={report.fits ? 'done' : 'red'}
          word={report.fits ? 'fits the platforms' : 'does not fit'}
        />
        <ToneMark
          tone={report.errors === 0 ? 'done' : 'red'}
          word={
            report.errors === 0
              ? 'no findings'
              : report.errors === 1
                ? '1 finding'
                : `${report.errors} findings`
          }
        />
      </p>
      {calendar.left.length === 0 ? null : (
        <p className="quiet">
          Left out: {calendar.left.map(({ date, why }) => `${dayWords(date, 'short')} (${why})`).join(', ')}.
        </p>
      )}
      <ul className="outcome-posts">
        {calendar.items.slice(0, 4).map((item) => (
          <li key={item.id} className="cut">
            <span className="figure quiet">{whenWords(item.wall)}</span>{' '}
            {item.variants[0].text.split('\n')[0]}
          </li>
        ))}
        {calendar.items.length > 4 ? <li className="quiet">and {calendar.items.length - 4} more</li> : null}
      </ul>
    </div>
  );
}

type Constraint = { name: string; asks: string; loosen: string };

/** Where there is no calendar, each constraint of which one has to give way, and how. */
function Refused({ error }: { error: Error }) {
  const { constraints } = error instanceof RequestError ? error.facts : {};
  if (!Array.isArray(constraints))
    return (
      <p className="act-refused" role="alert">
        {error.message}
      </p>
    );
  return (
    <div className="act-refused" role="alert">
      <p>There is no calendar within these constraints. Without any one of them there is:</p>
      <ul className="constraints">
        {(constraints as Constraint[]).map(({ name, asks, loosen }) => (
          <li key={name}>
            <strong>{name}</strong>: {asks}. {loosen}
          </li>
        ))}
      </ul>
    </div>
  );
}

function Keeping({ since, count }: { since: number; count: number }) {
  const now = useNow(1_000);
  return (
    <p className="quiet figure" role="status">
      Drawing the pictures of {count} posts and storing them, for{' '}
      {durationWords(Math.max(1_000, now - since))} …
    </p>
  );
}
