import { z } from 'zod';
import type { ChannelSetting, ReadBack } from './channel.ts';
import { mediaSha256 } from './media-sha256.ts';
import { type Reply, toReading } from './reply.ts';

const pictureSchema = z.object({
  media_type: z.string().optional(),
  media: z.object({ image: z.object({ src: z.string() }) }).optional(),
  target: z.object({ id: z.string() }).optional(),
});
const shownSchema = z.object({
  message: z.string().optional(),
  created_time: z.string(),
  permalink_url: z.string().optional(),
  is_published: z.boolean(),
  attachments: z
    .object({
      data: z.array(
        pictureSchema.extend({ subattachments: z.object({ data: z.array(pictureSchema) }).optional() }),
      ),
    })
    .optional(),
});
const sourceSchema = z.object({ source: z.string().optional() });

type Picture = z.infer<typeof pictureSchema>;
type Get = (path: string, fields: string) => Promise<Reply>;

/** A post of a Page as readers see it, with the hashes of what its attachments show. */
export async function readShownPost(remoteId: string, setting: ChannelSetting, get: Get): Promise<ReadBack> {
  const pictures = 'media_type,media,target';
  const attachments = `attachments{${pictures},subattachments{${pictures}}}`;
  const fields = `message,created_time,permalink_url,is_published,${attachments}`;
  const reading = toReading('facebook', await get(`/${remoteId}`, fields), shownSchema);
  if (reading.kind === 'unreadable') return reading;
  const { message, created_time, permalink_url, is_published } = reading.value;
  if (!is_published) return { kind: 'absent', evidence: `the post ${remoteId} is not published` };
  const shown = (reading.value.attachments?.data ?? [])
    .flatMap((attachment) => attachment.subattachments?.data ?? [attachment])
    .filter(({ media_type }) => media_type !== 'link');
  const addresses = await Promise.all(shown.map((picture) => addressOfPicture(picture, get)));
  return {
    kind: 'shown',
    shown: {
      remoteId,
      url: permalink_url,
      text: message ?? '',
      mediaSha256: await Promise.all(addresses.map((address) => mediaSha256(address, setting))),
      at: new Date(created_time),
    },
  };
}

/** The attachment of a video shows its first picture; the bytes are at the video itself. */
async function addressOfPicture(picture: Picture, get: Get): Promise<string | undefined> {
  if (picture.media_type !== 'video' || picture.target === undefined) return picture.media?.image.src;
  const video = toReading('facebook', await get(`/${picture.target.id}`, 'source'), sourceSchema);
  return video.kind === 'read' ? video.value.source : undefined;
}
