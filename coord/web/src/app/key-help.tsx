import { Modal } from '@mantine/core';
import { keyHelp } from './keys.ts';

export function KeyHelp({ close }: { close: () => void }) {
  return (
    <Modal opened onClose={close} title="Keys" closeButtonProps={{ 'aria-label': 'Close' }}>
      <dl className="key-help">
        {keyHelp.map(([keys, words]) => (
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
