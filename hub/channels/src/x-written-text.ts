import { z } from 'zod';

/** The addresses in a post's text, as X replaced them. */
export const xUrlsSchema = z
  .object({
    urls: z.array(z.object({ url: z.string(), expanded_url: z.string().optional() })).optional(),
  })
  .optional();
export type XUrls = z.infer<typeof xUrlsSchema>;

const entities: readonly [string, string][] = [
  ['&lt;', '<'],
  ['&gt;', '>'],
  ['&amp;', '&'],
];

/**
 * A text as its author wrote it: X hands it out with an address of its own (t.co) in the place of each one, with one more for media,
 * and with entities of HTML. What its media are shown by leads back to the post, so that is left out.
 */
export function xWrittenText(post: { id: string; text: string; entities?: XUrls }): string {
  const urls = post.entities?.urls ?? [];
  const written = urls.reduce((text, { url, expanded_url: expanded }) => {
    const isOfMedia =
      expanded !== undefined && new RegExp(`/status/${post.id}/(photo|video)/`).test(expanded);
    return text.replace(url, () => (isOfMedia ? '' : (expanded ?? url)));
  }, post.text);
  return entities.reduce((text, [entity, sign]) => text.replaceAll(entity, sign), written).trim();
}

/** Whether it is what its author wrote, whatever protocol X has put before an address that had none. */
export function isWrittenText(post: Parameters<typeof xWrittenText>[0], meant: string): boolean {
  const [shown, wanted] = [xWrittenText(post), meant].map((text) =>
    text
      .normalize('NFC')
      .replace(/https?:\/\//gi, '')
      .replace(/\s+/g, ' ')
      .trim(),
  );
  return shown === wanted;
}
