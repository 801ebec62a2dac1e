import { useState } from 'react';
import { MediumPicture } from './medium-picture.tsx';
import type { PreviewProps } from './post-preview.tsx';
import { RichWords } from './rich-words.tsx';

/** Readers see so much of a caption before they open it. */
const openingCharacters = 125;

/** A card of the feed: the picture or carousel first, the caption below and cut. */
export function InstagramPreview({ post, account }: PreviewProps) {
  return (
    <>
      <header className="preview-head">
        <span className="preview-face" aria-hidden="true">
          {account.replace('@', '').charAt(0).toUpperCase()}
        </span>
        <strong>{account.replace('@', '')}</strong>
        <Dots />
      </header>
      {post.kind === 'carousel' ? <Carousel media={post.media} /> : <Single media={post.media} />}
      <p className="preview-signs" aria-hidden="true">
        <Sign path="M12 20s-7.5-4.6-7.5-10A4.2 4.2 0 0 1 12 7.4 4.2 4.2 0 0 1 19.5 10c0 5.400-7.500 10-7.500 10z" />
        <Sign path="M20 12a8 8 0 1 0-3.300 6.500L20.500 20l-1-3.600A8 8 0 0 0 20 12z" />
        <Sign path="M21 4 3 10.500l7 3 3 7z" />
        <span className="preview-end">
          <Sign path="M6 4h12v16l-6-5-6 5z" />
        </span>
      </p>
      <Caption text={post.text} account={account.replace('@', '')} />
      {post.firstComment === undefined ? null : (
        <div className="preview-reply">
          <span className="preview-face small" aria-hidden="true">
            {account.replace('@', '').charAt(0).toUpperCase()}
          </span>
          <p>
            <strong>{account.replace('@', '')}</strong> <RichWords text={post.firstComment} isLinkPlain />
            <br />
            <span className="preview-quiet">Now · Author · Reply</span>
          </p>
        </div>
      )}
    </>
  );
}

function Single({ media }: Pick<PreviewProps['post'], 'media'>) {
  const [medium] = media;
  if (medium === undefined) return <p className="preview-missing">No picture yet: Instagram needs one.</p>;
  return <MediumPicture medium={medium} className="preview-picture" />;
}

function Carousel({ media }: Pick<PreviewProps['post'], 'media'>) {
  const [at, setAt] = useState(0);
  const place = Math.min(at, media.length - 1);
  const medium = media[place];
  if (medium === undefined) return <Single media={[]} />;
  return (
    <div className="preview-carousel">
      <MediumPicture medium={medium} className="preview-picture" />
      {place > 0 ? (
        <button type="button" className="preview-turn before" onClick={() => setAt(place - 1)}>
          <span className="visually-hidden">Picture before</span>‹
        </button>
      ) : null}
      {place < media.length - 1 ? (
        <button type="button" className="preview-turn after" onClick={() => setAt(place + 1)}>
          <span className="visually-hidden">Next picture</span>›
        </button>
      ) : null}
      <span className="preview-count">
        {place + 1}/{media.length}
      </span>
    </div>
  );
}

function Caption({ text, account }: { text: string; account: string }) {
  const [isOpen, open] = useState(false);
  const isCut = !isOpen && (text.length > openingCharacters || text.includes('\n\n'));
  const opening = text.split('\n\n')[0]!.slice(0, openingCharacters).trimEnd();
  return (
    <p className="preview-text">
      <strong>{account}</strong> <RichWords text={isCut ? opening : text} isLinkPlain />
      {isCut ? ' ' : null}
      {isCut ? (
        <button type="button" className="preview-more" onClick={() => open(true)}>
          … more
        </button>
      ) : null}
    </p>
  );
}

export function Dots() {
  return (
    <span className="preview-end preview-quiet" aria-hidden="true">
      •••
    </span>
  );
}

export function Sign({ path }: { path: string }) {
  return (
    <svg viewBox="0 0 24 24" width="22" height="22" aria-hidden="true">
      <path d={path} fill="none" stroke="currentColor" strokeWidth="1.7" strokeLinejoin="round" />
    </svg>
  );
}
