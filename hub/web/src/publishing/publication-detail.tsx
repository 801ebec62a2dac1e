import { type Tone, ToneMark, useOpenAction } from '@musterhq/page';
import { Link } from '@tanstack/react-router';
import { useMay, useWhyNot } from '../app/me.ts';
import type { WholePublication } from '../live/facts.ts';
import { PlatformMark } from '../post/platform-mark.tsx';
import { PostPreview } from '../post/post-preview.tsx';
import { When } from '../words/when.tsx';
import { AttemptLog } from './attempt-log.tsx';
import { FiguresPanel } from './figures-panel.tsx';
import { HandOffPanel } from './hand-off-panel.tsx';
import { publicationActions } from './publication-actions.ts';
import { needsPerson, PublicationMark } from './publication-mark.tsx';

type Props = { publication: WholePublication; account: string };

/** A publication from its hour to its figures: where it stands, what may be done, and every call. */
export function PublicationDetail({ publication, account }: Props) {
  return (
    <div className="stack">
      <header className="record-head">
        <h2>
          <PlatformMark platform={publication.platform} /> <span className="quiet">{account}</span>
        </h2>
        <Standing publication={publication} />
        <PublicationDoors publication={publication} />
      </header>
      {publication.state === 'handed_off' ? <HandOffPanel id={publication.id} /> : null}
      <AttemptLog publication={publication} />
      <FiguresPanel publication={publication} />
      <PostPreview post={publication.post} account={account} />
      <p>
        <Link to="/items/$id" params={{ id: publication.item }} className="text-link">
          Open the item
        </Link>
      </p>
    </div>
  );
}

export function Standing({ publication }: { publication: WholePublication }) {
  const { state, dueAt, publishedAt, url, reason, wish, wakeAt } = publication;
  return (
    <>
      <p className="record-facts">
        <PublicationMark state={state} />
        <span>
          due <When at={dueAt} />
        </span>
        {publishedAt === null ? null : (
          <span>
            out <When at={publishedAt} />
          </span>
        )}
        {state === 'open' && wakeAt !== null ? (
          <span className="quiet">
            looked at next <When at={wakeAt} />
          </span>
        ) : null}
        {url === null ? null : (
          <a className="text-link" href={url} target="_blank" rel="noreferrer">
            See it there
          </a>
        )}
      </p>
      {reason === null ? null : (
        <p className={`reason ${needsPerson(state) ? 'tone-care' : 'tone-waits'}`}>{reason}</p>
      )}
      {wish === 'none' ? null : (
        <p className="reason tone-care">
          {wish === 'remove' ? 'It is to be taken down.' : 'Its text is to be corrected.'}
        </p>
      )}
      <Verification publication={publication} />
    </>
  );
}

const verified: Record<WholePublication['verification'], [tone: Tone, word: string]> = {
  matched: ['done', 'verified'],
  differs: ['red', 'not what was meant'],
  none: ['waits', 'not verified yet'],
};

/** Whether what readers see is what was meant: read back from the account, the bytes of its media compared. */
function Verification({ publication }: { publication: WholePublication }) {
  const { state, verification, verifiedAt, evidence, post } = publication;
  if (state !== 'published') return null;
  const [tone, word] = verified[verification];
  return (
    <div className="verification">
      <p>
        <ToneMark tone={tone} word={word} />
        {verifiedAt === null ? null : (
          <span className="quiet">
            {' '}
            <When at={verifiedAt} />
          </span>
        )}
      </p>
      {evidence === null ? null : <p>{evidence}</p>}
      {post.media.length === 0 ? null : (
        <details>
          <summary className="quiet">Media by their hashes</summary>
          <ol className="mono hashes">
            {post.media.map(({ sha256 }) => (
              <li key={sha256}>{sha256}</li>
            ))}
          </ol>
        </details>
      )}
    </div>
  );
}

export function PublicationDoors({ publication }: { publication: WholePublication }) {
  const open = useOpenAction();
  const mayApprove = useMay('approve');
  const whyNot = useWhyNot('approve');
  const actions = publicationActions(publication);
  if (actions.length === 0) return null;
  if (!mayApprove) return needsPerson(publication.state) ? <p className="quiet">{whyNot}</p> : null;
  return (
    <div className="decision-actions">
      {actions.map((action) => (
        <button
          key={action.title}
          type="button"
          className={action.isGrave === true ? 'button danger' : 'button'}
          onClick={() => open(action)}
        >
          {action.verb}
        </button>
      ))}
    </div>
  );
}
