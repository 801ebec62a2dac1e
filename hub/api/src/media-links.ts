import { makeSigner } from './secrets.ts';

/** Platforms fetch within minutes, and again where a container is made anew. */
const linkHours = 24;

export type MediaLinks = {
  /** The public address of a file of the library, for whoever holds the link, until it expires. */
  make(sha256: string): string;
  isGood(link: { sha256: string; expires: number; signature: string }): boolean;
};

/** Signed links to the media library: the platforms fetch pictures and videos from them, and nobody can guess another one. */
export function makeMediaLinks(setting: {
  key: Uint8Array;
  publicUrl: () => string;
  now: () => Date;
}): MediaLinks {
  const signer = makeSigner(setting.key, 'media links');
  const seconds = () => Math.floor(setting.now().getTime() / 1000);
  return {
    make(sha256) {
      const expires = seconds() + linkHours * 3600;
      const signature = signer.sign(`${sha256} ${expires}`);
      return `${setting.publicUrl()}/media/${sha256}?expires=${expires}&signature=${signature}`;
    },
    isGood: ({ sha256, expires, signature }) =>
      expires > seconds() && signer.isSigned(`${sha256} ${expires}`, signature),
  };
}
