import '../style/preview.css';
import type { Post } from '../live/facts.ts';
import { FacebookPreview } from './facebook-preview.tsx';
import { InstagramPreview } from './instagram-preview.tsx';
import { XPreview } from './x-preview.tsx';

export type PreviewProps = { post: Post; account: string };

/** A post as its readers would see it, as far as that can be told without the platform. */
export function PostPreview({ post, account }: PreviewProps) {
  const Preview = { instagram: InstagramPreview, facebook: FacebookPreview, x: XPreview }[post.platform];
  return (
    <figure className={`preview preview-${post.platform}`}>
      <figcaption className="visually-hidden">As readers would see it</figcaption>
      <Preview post={post} account={account} />
    </figure>
  );
}
