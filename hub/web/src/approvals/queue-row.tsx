import { ToneMark } from '@musterhq/page';
import { whenWords } from '../calendar/use-reschedule.ts';
import { usdWords } from '../item/usd-words.ts';
import type { CheckedItem } from '../live/facts.ts';
import { thumbnailAddress } from '../post/medium-picture.tsx';
import { PlatformMark } from '../post/platform-mark.tsx';

type Props = {
  item: CheckedItem;
  account: string;
  isCurrent: boolean;
  isPicked: boolean;
  toggle: (() => void) | undefined;
  open: () => void;
};

/** An item that waits: when, where, how it begins, what was found and what it costs. */
export function QueueRow({ item, account, isCurrent, isPicked, toggle, open }: Props) {
  const chosen = item.variants.find(({ variant }) => variant === item.publishes)!;
  const check = item.check.variants.find(({ variant }) => variant === item.publishes)!;
  const warnings = [...check.lint, ...check.format].filter(({ severity }) => severity === 'warning').length;
  const errors = item.check.errors.length;
  const picture = chosen.post.media.find(({ type }) => type.startsWith('image/'));
  const posts = 1 + (chosen.post.thread?.length ?? 0);
  const opening = chosen.post.text.split('\n')[0] ?? '';
  return (
    <li className="queue-row" data-at={isCurrent || undefined}>
      {toggle === undefined ? null : (
        <input
          type="checkbox"
          checked={isPicked}
          onChange={toggle}
          aria-label={`Pick ${opening.slice(0, 60)}`}
        />
      )}
      <button
        type="button"
        data-row
        className="queue-open"
        aria-current={isCurrent ? 'true' : undefined}
        onClick={open}
        onFocus={(event) => {
          // By keys the one in focus is the one that is shown; a finger opens it by its tap.
          if (event.currentTarget.matches(':focus-visible')) open();
        }}
      >
        {picture === undefined ? (
          <span className="queue-picture is-text" aria-hidden="true">
            Aa
          </span>
        ) : (
          <img className="queue-picture" src={thumbnailAddress(picture.sha256)} alt="" loading="lazy" />
        )}
        <span className="record-words">
          <span className="cut">{opening}</span>
          <span className="quiet cut">
            <span className="figure">{whenWords(item.wall)}</span>, {account}, {item.plan.pillar}
            {posts > 1 ? `, ${posts} posts` : ''}
          </span>
          {item.sentBack === null ? null : <span className="queue-reason">{item.sentBack.reason}</span>}
        </span>
        <span className="record-state">
          <PlatformMark platform={item.platform} isBare />
          {errors > 0 ? (
            <ToneMark tone="red" word={errors === 1 ? '1 error' : `${errors} errors`} />
          ) : warnings > 0 ? (
            <ToneMark tone="care" word={warnings === 1 ? '1 warning' : `${warnings} warnings`} />
          ) : (
            <span className="quiet figure">{usdWords(item.check.usdThousandths)}</span>
          )}
        </span>
      </button>
    </li>
  );
}
