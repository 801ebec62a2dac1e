import { Menu } from '@mantine/core';
import { Segments } from '@musterhq/page';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useMay } from '../app/me.ts';
import type { BrandProfile } from '../live/facts.ts';
import { brandsQuery } from '../live/queries.ts';
import { platformName } from '../post/platform-mark.tsx';
import { type CalendarSearch, type Span, stepDay } from './calendar-search.ts';
import { cardStates } from './card-state.ts';
import { type Day, dayWords } from './days.ts';
import { GenerateDialog } from './generate-dialog.tsx';
import { ImportDialog } from './import-dialog.tsx';
import { PlanSummary } from './plan-summary.tsx';

type Props = {
  brand: BrandProfile['brand'];
  search: CalendarSearch;
  change: (change: CalendarSearch) => void;
  span: Span;
  day: Day;
  today: Day;
  days: readonly Day[];
  isPlanShown: boolean;
  showPlan: (isShown: boolean) => void;
};

const spanChoices = [
  ['month', 'Month'],
  ['week', 'Week'],
  ['day', 'Day'],
  ['list', 'List'],
] as const;

export function CalendarToolbar(props: Props) {
  const { brand, search, change, span, day, today, isPlanShown, showPlan } = props;
  const [opened, open] = useState<'generate' | 'import' | undefined>();
  const close = () => open(undefined);
  return (
    <div className="calendar-tools">
      <div className="calendar-where">
        <button type="button" className="button" onClick={() => change({ day: today })}>
          Today
        </button>
        <div className="steps">
          <button
            type="button"
            className="quiet-button"
            aria-label={`The ${span === 'list' ? 'month' : span} before`}
            onClick={() => change({ day: stepDay(span, day, -1) })}
          >
            ‹
          </button>
          <button
            type="button"
            className="quiet-button"
            aria-label={`The next ${span === 'list' ? 'month' : span}`}
            onClick={() => change({ day: stepDay(span, day, 1) })}
          >
            ›
          </button>
        </div>
        <p className="calendar-title" role="status">
          {titleOf(props)}
        </p>
      </div>
      <PlanSummary brand={brand.brand} isShown={isPlanShown} show={showPlan} />
      <div className="calendar-how">
        <Segments
          label="Show"
          choices={spanChoices}
          chosen={span}
          choose={(next) => change({ span: next })}
        />
        <MoreMenu brand={brand.brand} open={open} />
      </div>
      <Filters brand={brand} search={search} change={change} />
      {opened === 'generate' ? <GenerateDialog brand={brand} day={today} close={close} /> : null}
      {opened === 'import' ? <ImportDialog brand={brand} close={close} /> : null}
    </div>
  );
}

function titleOf({ span, day, days }: Props): string {
  if (span === 'day') return dayWords(day, 'long');
  if (span !== 'week') return dayWords(day, 'month');
  const [first, last] = [days[0]!, days.at(-1)!];
  const from =
    first.slice(0, 7) === last.slice(0, 7) ? String(Number(first.slice(8))) : dayWords(first, 'date');
  return `${from} to ${dayWords(last, 'date')} ${last.slice(0, 4)}`;
}

function Filters({ brand, search, change }: Pick<Props, 'brand' | 'search' | 'change'>) {
  const brands = useQuery(brandsQuery).data?.brands ?? [];
  const platforms = [...new Set(brand.channels.map(({ platform }) => platform))];
  const isFiltered = [search.platform, search.pillar, search.state, search.words].some(
    (one) => one !== undefined,
  );
  return (
    <search className="calendar-filters">
      {brands.length > 1 ? (
        <Choice
          label="Brand"
          value={brand.brand}
          choose={(value) => change({ brand: value })}
          choices={brands.map(({ id, name }) => [id, name])}
        />
      ) : null}
      <Choice
        label="Platform"
        all="All platforms"
        value={search.platform}
        choose={(platform) => change({ platform })}
        choices={platforms.map((one) => [one, platformName(one)])}
      />
      <Choice
        label="Pillar"
        all="All pillars"
        value={search.pillar}
        choose={(pillar) => change({ pillar })}
        choices={brand.pillars.map(({ id }) => [id, id])}
      />
      <Choice
        label="State"
        all="All states"
        value={search.state}
        choose={(state) => change({ state })}
        choices={Object.entries(cardStates).map(([state, [, word]]) => [state, word])}
      />
      <input
        className="field"
        type="search"
        placeholder="Words …"
        aria-label="Only posts that begin with these words"
        data-key="/"
        defaultValue={search.words ?? ''}
        onChange={(event) => change({ words: event.target.value })}
      />
      {isFiltered ? (
        <button
          type="button"
          className="quiet-button framed"
          onClick={() => change({ platform: '', pillar: '', state: '', words: '' })}
        >
          Show all
        </button>
      ) : null}
    </search>
  );
}

function Choice(props: {
  label: string;
  all?: string;
  value: string | undefined;
  choices: readonly (readonly [value: string, words: string])[];
  choose: (value: string) => void;
}) {
  const { label, all, value = '', choices, choose } = props;
  return (
    <select
      className="field"
      aria-label={label}
      value={value}
      onChange={(event) => choose(event.target.value)}
    >
      {all === undefined ? null : <option value="">{all}</option>}
      {choices.map(([one, words]) => (
        <option key={one} value={one}>
          {words}
        </option>
      ))}
    </select>
  );
}

const formats = [
  ['csv', 'CSV, for a spreadsheet'],
  ['json', 'JSON, for a program'],
  ['ical', 'iCal, for an agenda'],
] as const;

function MoreMenu({ brand, open }: { brand: string; open: (what: 'generate' | 'import') => void }) {
  const mayEdit = useMay('edit');
  return (
    <Menu position="bottom-end" transitionProps={{ duration: 0 }} returnFocus>
      <Menu.Target>
        <button type="button" className="button">
          {mayEdit ? 'Plan' : 'Export'} <span aria-hidden="true">▾</span>
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {mayEdit ? (
          <>
            <Menu.Item onClick={() => open('generate')}>Generate a calendar …</Menu.Item>
            <Menu.Item onClick={() => open('import')}>Bring rows in …</Menu.Item>
          </>
        ) : null}
        {formats.map(([format, words]) => (
          <Menu.Item
            key={format}
            component="a"
            href={`/api/calendars/export?${new URLSearchParams({ brand, format })}`}
            download
          >
            Export as {words}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
