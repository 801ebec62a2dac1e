import '../style/people.css';
import '../style/brand.css';
import { queryFailure, Segments, ViewFrame } from '@musterhq/page';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { FirstBrand } from '../calendar/first-steps.tsx';
import { brandQuery, brandsQuery } from '../live/queries.ts';
import { CampaignsPanel } from './campaigns-panel.tsx';
import { ProfilePanel } from './profile-panel.tsx';
import { TemplatesPanel } from './templates-panel.tsx';

/** What a plan is made from: the brand as its file says, its campaigns, and the templates. */
export function BrandView() {
  const brands = useQuery(brandsQuery);
  const [chosen, choose] = useState<string | undefined>();
  const list = brands.data?.brands;
  const id = chosen ?? list?.[0]?.id;
  const profile = useQuery({ ...brandQuery(id ?? ''), enabled: id !== undefined });
  return (
    <ViewFrame title="Brand" failure={queryFailure(brands, profile)} className="brand">
      {list === undefined ? undefined : list.length === 0 ? (
        <FirstBrand />
      ) : (
        <>
          {list.length < 2 ? null : (
            <Segments
              label="Brand"
              choices={list.map((one) => [one.id, one.name] as const)}
              chosen={id!}
              choose={choose}
            />
          )}
          {profile.data === undefined ? (
            <p className="quiet">Reading …</p>
          ) : (
            <div key={profile.data.brand.brand} className="stack">
              <CampaignsPanel brand={profile.data.brand} />
              <ProfilePanel profile={profile.data} />
              <TemplatesPanel brand={profile.data.brand} />
            </div>
          )}
        </>
      )}
    </ViewFrame>
  );
}
