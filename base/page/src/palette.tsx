import { Modal } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { type KeyboardEvent, useState } from 'react';
import { findEntries, type PaletteEntry } from './find-entries.ts';

type Finding = { entries: readonly PaletteEntry[]; hint: string; close: () => void };

/** Goes anywhere by a few letters; `hint` stands in the empty field. */
export function Palette(props: Finding) {
  return (
    <Modal.Root opened onClose={props.close} size={560} yOffset="12vh" padding={0} centered={false}>
      <Modal.Overlay />
      <Modal.Content aria-label="Go to">
        <Modal.Body>
          <Finder {...props} />
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}

function Finder({ entries, hint, close }: Finding) {
  const navigate = useNavigate();
  const [words, setWords] = useState('');
  const [at, setAt] = useState(0);
  const found = findEntries(entries, words);
  const go = (entry: PaletteEntry | undefined) => {
    if (entry === undefined) return;
    close();
    if ('act' in entry) entry.act();
    else void navigate({ to: entry.address });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === 'Enter') go(found[at]);
    else if (step !== undefined && found.length > 0) setAt((at + step + found.length) % found.length);
    else return;
    event.preventDefault();
  };
  return (
    <div className="palette">
      <input
        className="palette-field"
        placeholder={hint}
        aria-label="Go to"
        role="combobox"
        aria-expanded="true"
        aria-controls="palette-list"
        aria-activedescendant={found[at] === undefined ? undefined : `palette-${at}`}
        data-autofocus
        value={words}
        onChange={(event) => {
          setWords(event.target.value);
          setAt(0);
        }}
        onKeyDown={onKeyDown}
      />
      <div id="palette-list" role="listbox" aria-label="Places" className="palette-list">
        {found.map((entry, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field above takes the keys for the whole list
          // biome-ignore lint/a11y/useFocusableInteractive: the field above keeps the focus and names the row
          <div
            key={`${entry.kind} ${entry.name}`}
            id={`palette-${index}`}
            role="option"
            aria-selected={index === at}
            className="palette-row"
            onClick={() => go(entry)}
          >
            <span className="cut">{entry.name}</span>
            <span className="row-end quiet">{entry.kind}</span>
          </div>
        ))}
      </div>
      {found.length === 0 ? <p className="panel-empty">Nothing is called that.</p> : null}
    </div>
  );
}
