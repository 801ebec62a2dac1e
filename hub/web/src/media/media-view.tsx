import '../style/records.css';
import '../style/media.css';
import { queryFailure, Segments, useIsNarrow, ViewFrame } from '@musterhq/page';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import type { Medium } from '../live/facts.ts';
import { thumbnailAddress } from '../post/medium-picture.tsx';
import { libraryQuery } from './library-query.ts';
import { MediumDetail } from './medium-detail.tsx';
import { UploadPanel } from './upload-panel.tsx';

const origins = { uploaded: 'Brought in', drawn: 'Drawn', fitted: 'Fitted to a place' } as const;
type Origin = Medium['origin'];

/** Every file that posts can show: brought in by people, drawn from words, or made of another to fit where it goes. */
export function MediaView() {
  const { sha256 } = useParams({ strict: false }) as { sha256?: string };
  const isNarrow = useIsNarrow();
  const library = useQuery(libraryQuery);
  const [wanted, choose] = useState<Origin | undefined>();
  const [words, find] = useState('');
  const failure = queryFailure(library);
  if (failure !== undefined || library.data === undefined)
    return <ViewFrame title="Media" failure={failure} />;
  const { media } = library.data;
  const count = (origin: Origin) => media.filter((one) => one.origin === origin).length;
  const origin = wanted ?? (count('uploaded') > 0 ? 'uploaded' : 'drawn');
  const shown = media
    .filter((one) => one.origin === origin)
    .filter(({ name, facts }) => `${name} ${facts.altText}`.toLowerCase().includes(words.toLowerCase()))
    .toSorted((one, other) => (one.addedAt < other.addedAt ? 1 : -1));
  const detail = sha256 === undefined ? undefined : <MediumDetail key={sha256} sha256={sha256} />;
  if (isNarrow && detail !== undefined)
    return (
      <ViewFrame title="File">
        <Link to="/library" className="text-link">
          ‹ All files
        </Link>
        {detail}
      </ViewFrame>
    );
  return (
    <ViewFrame title="Media" className="records">
      <div className="stack">
        <UploadPanel />
        <div className="queue-tools">
          <Segments
            label="Which files"
            choices={(Object.keys(origins) as Origin[]).map(
              (one) => [one, `${origins[one]} ${count(one)}`] as const,
            )}
            chosen={origin}
            choose={choose}
          />
          <input
            type="search"
            className="field"
            placeholder="Search names and texts"
            aria-label="Search the library"
            data-key="/"
            value={words}
            onChange={(event) => find(event.target.value)}
          />
        </div>
        {shown.length === 0 ? (
          <p className="quiet">
            {words === '' ? 'No file of this kind is here yet.' : 'Nothing is called that.'}
          </p>
        ) : null}
        <ul className="tiles">
          {shown.map((medium) => (
            <Tile key={medium.facts.sha256} medium={medium} isOpen={medium.facts.sha256 === sha256} />
          ))}
        </ul>
      </div>
      {isNarrow ? null : (
        <div className="record">
          {detail ?? <p className="quiet record-none">Choose a file to see what uses it.</p>}
        </div>
      )}
    </ViewFrame>
  );
}

function Tile({ medium, isOpen }: { medium: Medium; isOpen: boolean }) {
  const { facts, name, usedBy } = medium;
  return (
    <li>
      <Link
        to="/library/$sha256"
        params={{ sha256: facts.sha256 }}
        className="tile row-link"
        aria-current={isOpen ? 'true' : undefined}
      >
        {facts.type.startsWith('video/') ? (
          <span className="tile-picture video">video</span>
        ) : (
          <img className="tile-picture" src={thumbnailAddress(facts.sha256)} alt="" loading="lazy" />
        )}
        <span className="cut">{facts.altText || name}</span>
        <span className="quiet cut">
          {usedBy === 0 ? 'not used' : usedBy === 1 ? 'in 1 item' : `in ${usedBy} items`}
        </span>
      </Link>
    </li>
  );
}
