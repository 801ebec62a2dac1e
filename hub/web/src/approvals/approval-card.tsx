import { Panel } from '@musterhq/page';
import { Link } from '@tanstack/react-router';
import { Fragment } from 'react';
import { whenWords } from '../calendar/use-reschedule.ts';
import { factorWords } from '../item/factor-words.ts';
import { FindingsList } from '../item/findings-list.tsx';
import { partWords } from '../item/part-words.ts';
import { usdWords } from '../item/usd-words.ts';
import type { CheckedItem, Post, VariantCheck } from '../live/facts.ts';
import { PlatformMark } from '../post/platform-mark.tsx';
import { PostPreview } from '../post/post-preview.tsx';

type Props = {
  item: CheckedItem;
  account: string;
  approve: (() => void) | undefined;
  sendBack: (() => void) | undefined;
  isBusy: boolean;
};

/** One item as it would go out, with what is to be known before somebody says yes. */
export function ApprovalCard({ item, account, approve, sendBack, isBusy }: Props) {
  const chosen = item.variants.find(({ variant }) => variant === item.publishes)!;
  const check = item.check.variants.find(({ variant }) => variant === item.publishes)!;
  const errors = item.check.errors.length;
  return (
    <div className="stack">
      <header className="record-head">
        <h2>
          <PlatformMark platform={item.platform} /> <span className="quiet">{account}</span>
        </h2>
        <p className="record-facts">
          <span className="figure">
            {whenWords(item.wall)} <span className="quiet">{item.zone}</span>
          </span>
          <span>
            Variant {item.publishes}, {factorWords(chosen.factor)}
          </span>
          <span className="figure">{usdWords(item.check.usdThousandths)}</span>
        </p>
        {item.sentBack === null ? null : <p className="reason tone-care">{item.sentBack.reason}</p>}
        <div className="decision-actions">
          {approve === undefined ? null : (
            <button type="button" className="button main" disabled={isBusy || errors > 0} onClick={approve}>
              Approve
            </button>
          )}
          {sendBack === undefined ? null : (
            <button type="button" className="button" onClick={sendBack}>
              Send back
            </button>
          )}
          <Link to="/items/$id" params={{ id: item.id }} className="quiet-button framed">
            Open
          </Link>
        </div>
      </header>
      <PostPreview post={chosen.post} account={account} />
      <Panel title="Findings">
        <div className="panel-body">
          {textsOf(chosen.post).map((text, part) => {
            const of = partWords(check.counts, part);
            return (
              // biome-ignore lint/suspicious/noArrayIndexKey: a text is known by its place
              <Fragment key={part}>
                {of === undefined || !isFound(check, part) ? null : <h3 className="findings-of">{of}</h3>}
                <FindingsList check={check} part={part} text={text} />
              </Fragment>
            );
          })}
        </div>
      </Panel>
    </div>
  );
}

/** In the order in which findings count them. */
const textsOf = ({ text, thread = [], firstComment }: Post): string[] => [
  text,
  ...thread,
  ...(firstComment === undefined ? [] : [firstComment]),
];

const isFound = ({ lint, format }: VariantCheck, part: number): boolean =>
  lint.some((one) => one.part === part) || format.some((one) => (one.part ?? 0) === part);
