import { Modal } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Medium } from '../live/facts.ts';
import { thumbnailAddress } from '../post/medium-picture.tsx';
import { libraryQuery } from './library-query.ts';

/** Chooses one file of the library, those that people brought in first. */
export function LibraryPicker({ close, choose }: { close: () => void; choose: (medium: Medium) => void }) {
  const library = useQuery(libraryQuery);
  const [words, find] = useState('');
  const wanted = words.toLowerCase();
  const shown = (library.data?.media ?? [])
    .filter(({ origin }) => origin !== 'fitted')
    .filter(({ name, facts }) => `${name} ${facts.altText}`.toLowerCase().includes(wanted))
    .toSorted((one, other) => Number(one.origin === 'drawn') - Number(other.origin === 'drawn'));
  return (
    <Modal
      opened
      onClose={close}
      title="Media library"
      size="lg"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <input
        type="search"
        className="field picker-field"
        placeholder="Search names and alternative texts"
        aria-label="Search the library"
        data-autofocus
        value={words}
        onChange={(event) => find(event.target.value)}
      />
      {library.data !== undefined && shown.length === 0 ? (
        <p className="panel-empty">Nothing is called that.</p>
      ) : null}
      <ul className="picker">
        {shown.map((medium) => (
          <li key={medium.facts.sha256}>
            <button type="button" className="tile" onClick={() => choose(medium)}>
              {medium.facts.type.startsWith('video/') ? (
                <span className="tile-picture video">video</span>
              ) : (
                <img
                  className="tile-picture"
                  src={thumbnailAddress(medium.facts.sha256)}
                  alt=""
                  loading="lazy"
                />
              )}
              <span className="cut">{medium.facts.altText || medium.name}</span>
            </button>
          </li>
        ))}
      </ul>
    </Modal>
  );
}
