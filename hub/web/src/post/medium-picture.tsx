import type { Post } from '../live/facts.ts';

type Medium = Post['media'][number];

export const mediumAddress = (sha256: string): string => `/api/media/${sha256}`;
/** A small square of a picture; of a video there is none. */
export const thumbnailAddress = (sha256: string): string => `${mediumAddress(sha256)}/thumbnail`;

/** A file of the library, whatever it is. */
export function MediumPicture({ medium, className }: { medium: Medium; className?: string }) {
  const address = mediumAddress(medium.sha256);
  if (medium.type.startsWith('video/'))
    return (
      // biome-ignore lint/a11y/useMediaCaption: what is shown has no captions; the alternative text stands beside it
      <video className={className} src={address} controls preload="metadata" aria-label={medium.altText} />
    );
  return (
    <img
      className={className}
      src={address}
      alt={medium.altText}
      width={medium.width}
      height={medium.height}
      loading="lazy"
    />
  );
}
