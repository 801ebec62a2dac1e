import { Dots } from './instagram-preview.tsx';
import { MediumPicture } from './medium-picture.tsx';
import type { PreviewProps } from './post-preview.tsx';
import { RichWords } from './rich-words.tsx';

/** A Page's post: the text first, then its pictures, or the card of its link. */
export function FacebookPreview({ post, account }: PreviewProps) {
  const shown = post.media.slice(0, 5);
  const more = post.media.length - shown.length;
  return (
    <>
      <header className="preview-head">
        <span className="preview-face" aria-hidden="true">
          {account.charAt(0).toUpperCase()}
        </span>
        <span>
          <strong>{account}</strong>
          <br />
          <span className="preview-quiet">Just now · Public</span>
        </span>
        <Dots />
      </header>
      <p className="preview-text">
        <RichWords text={post.text} />
      </p>
      {shown.length === 0 ? null : (
        <div className="preview-mosaic flat" data-count={Math.min(4, shown.length)}>
          {shown.map((medium) => (
            <MediumPicture key={medium.sha256} medium={medium} className="preview-tile" />
          ))}
        </div>
      )}
      {more > 0 ? <p className="preview-quiet preview-text">and {more} more</p> : null}
      {post.link === undefined ? null : (
        <div className="preview-card">
          <span className="preview-quiet">{new URL(post.link).hostname.toUpperCase()}</span>
          <strong className="cut">{post.link.replace(/^https?:\/\//, '').split('?')[0]}</strong>
          <span className="preview-quiet">Title and picture come from the page itself.</span>
        </div>
      )}
      <p className="preview-doors preview-quiet" aria-hidden="true">
        <span>Like</span>
        <span>Comment</span>
        <span>Share</span>
      </p>
      {post.firstComment === undefined ? null : (
        <div className="preview-reply">
          <span className="preview-face small" aria-hidden="true">
            {account.charAt(0).toUpperCase()}
          </span>
          <p className="preview-bubble">
            <strong>{account}</strong> <span className="preview-quiet">Author</span>
            <br />
            <RichWords text={post.firstComment} />
          </p>
        </div>
      )}
    </>
  );
}
