import type { Platform } from '@musterhub/rules';
import { z } from 'zod';
import type { Finding } from './channel.ts';
import { type Reply, toReading } from './reply.ts';
import { isSameText } from './same-text.ts';

/** Instagram calls what a comment says its text, Facebook its message. */
const commentsSchema = z.object({
  data: z.array(z.object({ id: z.string(), text: z.string().optional(), message: z.string().optional() })),
});

/** Whether a first comment stands under its post, by the list of comments. */
export function commentFound(platform: Platform, list: Reply, wanted: string): Finding {
  const reading = toReading(platform, list, commentsSchema);
  if (reading.kind === 'unreadable') return reading;
  const comments = reading.value.data;
  const found = comments.find(({ text, message }) => isSameText(text ?? message ?? '', wanted));
  return found
    ? {
        kind: 'found',
        handles: { first_comment: found.id },
        evidence: `the comment ${found.id} stands there`,
      }
    : { kind: 'absent', evidence: `none of ${comments.length} comments has its text` };
}
