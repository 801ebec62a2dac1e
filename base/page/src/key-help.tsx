import { Modal } from '@mantine/core';
import type { Place } from './place.ts';

export type KeyWords = readonly [keys: readonly string[], words: string];

/** Every key and what it does; `more` are those of the view. */
export function KeyHelp(props: { places: readonly Place[]; more?: readonly KeyWords[]; close: () => void }) {
  const { places, more = [], close } = props;
  const rows: readonly KeyWords[] = [
    [['Ctrl', 'K'], 'Go anywhere, or do something'],
    ...places.map(({ key, name }) => [['g', key], `Go to ${name}`] as const),
    [['j'], 'Next row'],
    [['k'], 'Row before'],
    [['Enter'], 'Open the row'],
    [['/'], 'Search, where there is a search'],
    ...more,
    [['?'], 'These keys'],
    [['Esc'], 'Close'],
  ];
  return (
    <Modal opened onClose={close} title="Keys" closeButtonProps={{ 'aria-label': 'Close' }}>
      <dl className="key-help">
        {rows.map(([keys, words]) => (
          <div key={words}>
            <dt>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{words}</dd>
          </div>
        ))}
      </dl>
    </Modal>
  );
}
