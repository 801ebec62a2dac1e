import { request, useSay } from '@musterhq/page';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useMay, useWhyNot } from '../app/me.ts';
import type { BrandProfile } from '../live/facts.ts';
import type { Day } from './days.ts';
import { GenerateDialog } from './generate-dialog.tsx';

/** A hub that knows no brand has nothing to plan for. */
export function FirstBrand() {
  const client = useQueryClient();
  const say = useSay();
  const whyNot = useWhyNot('edit');
  const add = useMutation({
    mutationFn: (text: string) => request<BrandProfile>('/api/brands', { text }),
    onSuccess: ({ brand }) => {
      say({ text: `${brand.name} is known.` });
      void client.invalidateQueries({ queryKey: ['brands'] });
    },
  });
  return (
    <div className="message first">
      <h2>No brand yet</h2>
      <p>
        A brand is a file: voice, audience, what posts are about, when they go out, and on which channels. A
        calendar is planned from it.
      </p>
      {whyNot === undefined ? (
        <label className="button main file-button">
          Choose a brand file
          <input
            type="file"
            accept=".yaml,.yml,.json"
            className="visually-hidden"
            onChange={(event) => void event.target.files?.[0]?.text().then((text) => add.mutate(text))}
          />
        </label>
      ) : (
        <p className="quiet">{whyNot}</p>
      )}
      {add.error === null ? null : (
        <p className="act-refused" role="alert">
          {add.error.message}
        </p>
      )}
    </div>
  );
}

/** Days without any post: the way to some. */
export function FirstCalendar({ brand, day }: { brand: BrandProfile['brand']; day: Day }) {
  const mayEdit = useMay('edit');
  const [isOpen, open] = useState(false);
  if (!mayEdit) return null;
  return (
    <p className="first-calendar">
      <span>Nothing is planned in these days.</span>
      <button type="button" className="button main" onClick={() => open(true)}>
        Generate a calendar
      </button>
      {isOpen ? <GenerateDialog brand={brand} day={day} close={() => open(false)} /> : null}
    </p>
  );
}
