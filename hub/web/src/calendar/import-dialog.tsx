import { Modal } from '@mantine/core';
import { request, useSay } from '@musterhq/page';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { usdWords } from '../item/usd-words.ts';
import type { BrandProfile, ImportOutcome } from '../live/facts.ts';

type Rows = { name: string; format: 'csv' | 'json'; text: string };
type Props = { brand: BrandProfile['brand']; close: () => void };

/** Rows of a spreadsheet or of JSON: what they would change is shown first, and every mistake by its row. */
export function ImportDialog({ brand, close }: Props) {
  const client = useQueryClient();
  const say = useSay();
  const [rows, setRows] = useState<Rows | undefined>();
  const send = ({ format, text }: Rows, isDryRun: boolean) =>
    request<ImportOutcome>('/api/calendars/import', { brand: brand.brand, format, text, isDryRun });
  const look = useMutation({ mutationFn: (of: Rows) => send(of, true) });
  const bring = useMutation({
    mutationFn: (of: Rows) => send(of, false),
    onSuccess: ({ stored }) => {
      void client.invalidateQueries({ queryKey: ['cards'] });
      void client.invalidateQueries({ queryKey: ['report'] });
      const count = (wanted: string) => stored.filter(({ kind }) => kind === wanted).length;
      const left = count('waits') === 0 ? '' : ` ${count('waits')} may be out, and stay as they are.`;
      say({
        text: `${count('new')} posts came, ${count('changed')} changed, ${count('same')} were so already.${left}`,
      });
      close();
    },
  });
  const choose = async (file: File | undefined) => {
    if (file === undefined) return;
    const format: Rows['format'] = file.name.toLowerCase().endsWith('.json') ? 'json' : 'csv';
    const next = { name: file.name, format, text: await file.text() };
    setRows(next);
    look.mutate(next);
  };
  const error = bring.error ?? look.error;
  const found = look.data;
  const isGood =
    found !== undefined && found.errors.length === 0 && found.changes.some(({ kind }) => kind !== 'same');
  return (
    <Modal
      opened
      onClose={close}
      title={`Bring rows in for ${brand.name}`}
      size={640}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <div className="act">
        <p>
          A CSV or JSON file as the export writes it. Rows are known by their key: one that is there is
          changed, one that is not is new.
        </p>
        <label className="button file-button">
          {rows === undefined ? 'Choose a file' : rows.name}
          <input
            type="file"
            accept=".csv,.json,text/csv,application/json"
            className="visually-hidden"
            onChange={(event) => void choose(event.target.files?.[0])}
          />
        </label>
        {look.isPending ? <p className="quiet">Reading the rows …</p> : null}
        {found === undefined ? null : <Found {...found} />}
        {error === null ? null : (
          <p className="act-refused" role="alert">
            {error.message}
          </p>
        )}
        <div className="act-actions">
          <button type="button" className="button" onClick={close}>
            Cancel
          </button>
          <button
            type="button"
            className="button main"
            disabled={!isGood || bring.isPending}
            onClick={() => rows !== undefined && bring.mutate(rows)}
          >
            {bring.isPending ? 'Storing …' : 'Bring them in'}
          </button>
        </div>
      </div>
    </Modal>
  );
}

function Found({ errors, changes, usdThousandths }: ImportOutcome) {
  const count = (wanted: string) => changes.filter(({ kind }) => kind === wanted).length;
  if (errors.length === 0)
    return (
      <div className="outcome" role="status">
        <p>
          {count('add')} new, {count('change')} changed, {count('same')} the same; {usdWords(usdThousandths)}{' '}
          more to pay.
        </p>
      </div>
    );
  return (
    <div className="act-refused" role="alert">
      <p>
        {errors.length === 1 ? '1 mistake' : `${errors.length} mistakes`}; nothing is brought in before they
        are put right.
      </p>
      <div className="table-scroll" data-scroller>
        <table className="import-errors">
          <thead>
            <tr>
              <th scope="col">Row</th>
              <th scope="col">Column</th>
              <th scope="col">What is wrong</th>
            </tr>
          </thead>
          <tbody>
            {errors.map(({ row, column = '', message }) => (
              <tr key={`${row} ${column} ${message}`}>
                <td className="figure">{row}</td>
                <td>{column}</td>
                <td>{message}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}
