import { Modal } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type KeyboardEvent, useState } from 'react';
import { useAct } from '../actions/act-context.ts';
import { type Action, sessionActions, setBudget, stop } from '../actions/action.ts';
import type { Status } from '../live/facts.ts';
import { findEntries, type PaletteEntry } from './find-entries.ts';
import { views } from './views.ts';

/** Goes anywhere by a few letters. */
export function Palette({ close }: { close: () => void }) {
  return (
    <Modal.Root opened onClose={close} size={560} yOffset="12vh" padding={0} centered={false}>
      <Modal.Overlay />
      <Modal.Content aria-label="Go to">
        <Modal.Body>
          <Finder close={close} />
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}

function Finder({ close }: { close: () => void }) {
  const navigate = useNavigate();
  const client = useQueryClient();
  const [words, setWords] = useState('');
  const [at, setAt] = useState(0);
  const act = useAct();
  const found = findEntries(entriesOf(client.getQueryData<Status>(['status']), act), words);
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
        placeholder="A view, a task, or what to do …"
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

function entriesOf(status: Status | undefined, act: ((action: Action) => void) | undefined): PaletteEntry[] {
  const actions =
    act === undefined || status === undefined
      ? []
      : [...status.sessions.flatMap(sessionActions), setBudget, stop];
  return [
    ...views.map(({ to, name }) => ({ name, kind: 'view', address: to })),
    ...(status?.tasks ?? []).map(({ id, label, session, deliverable, state }) => ({
      name: deliverable === undefined ? label : `${label} ${deliverable}`,
      kind: `Session ${session}, ${state.kind}`,
      address: `/tasks/${encodeURIComponent(id)}`,
    })),
    ...actions.map((action) => ({ name: action.title, kind: 'action', act: () => act?.(action) })),
  ];
}
