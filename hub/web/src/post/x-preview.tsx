import { Sign } from './instagram-preview.tsx';
import { MediumPicture } from './medium-picture.tsx';
import type { PreviewProps } from './post-preview.tsx';
import { RichWords } from './rich-words.tsx';

const signs = [
  ['reply', 'M20 12a8 8 0 0 1-8 8H4l2.300-2.700A8 8 0 1 1 20 12z'],
  ['repost', 'M5 15V8h11M13 5l3 3-3 3M19 9v7H8M11 19l-3-3 3-3'],
  [
    'like',
    'M12 20s-7.500-4.600-7.500-10A4.200 4.200 0 0 1 12 7.400 4.200 4.200 0 0 1 19.500 10c0 5.400-7.500 10-7.500 10z',
  ],
  ['share', 'M12 15V4M8 8l4-4 4 4M5 13v6h14v-6'],
] as const;

/** A post, and beneath it those that answer it as its thread. */
export function XPreview({ post, account }: PreviewProps) {
  const texts = [post.text, ...(post.thread ?? [])];
  return texts.map((text, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: a post of a thread is known by its place
    <article key={index} className="preview-x-post">
      <div className="preview-x-side">
        <span className="preview-face" aria-hidden="true">
          {account.replace('@', '').charAt(0).toUpperCase()}
        </span>
        {index < texts.length - 1 ? <span className="preview-thread" aria-hidden="true" /> : null}
      </div>
      <div className="preview-x-body">
        <p>
          <strong>{account.replace('@', '')}</strong>{' '}
          <span className="preview-quiet">@{account.replace('@', '')} · now</span>
        </p>
        <p className="preview-text">
          <RichWords text={text} />
        </p>
        {index === 0 && post.media.length > 0 ? (
          <div className="preview-mosaic" data-count={Math.min(4, post.media.length)}>
            {post.media.slice(0, 4).map((medium) => (
              <MediumPicture key={medium.sha256} medium={medium} className="preview-tile" />
            ))}
          </div>
        ) : null}
        <p className="preview-signs preview-quiet" aria-hidden="true">
          {signs.map(([name, path]) => (
            <Sign key={name} path={path} />
          ))}
        </p>
      </div>
    </article>
  ));
}
