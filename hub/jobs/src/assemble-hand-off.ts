import type { Post } from '@musterhub/rules';

/** A post as a person needs it to put it out by hand. */
export type HandOff = {
  account: string;
  /** In this order; what is to be pasted is pasted whole. */
  steps: { what: string; paste?: string; media?: { address: string; altText: string } }[];
};

/** The last rung of the ladder: everything of a post, ready to be pasted. `mediaUrl` gives the address where a medium is fetched. */
export function assembleHandOff(post: Post, account: string, mediaUrl: (sha256: string) => string): HandOff {
  const steps: HandOff['steps'] = [{ what: `Begin a new ${post.kind} as ${account}` }];
  for (const [index, { sha256, altText }] of post.media.entries())
    steps.push({ what: `Add medium ${index + 1}`, media: { address: mediaUrl(sha256), altText } });
  steps.push({ what: 'Paste the text', paste: post.text });
  if (post.link !== undefined) steps.push({ what: 'Add the link', paste: post.link });
  if (post.disclosure.aiGenerated) steps.push({ what: 'Mark it as made with AI' });
  if (post.disclosure.paidPartnership) steps.push({ what: 'Mark it as a paid partnership' });
  steps.push({ what: 'Publish it, and note its address' });
  for (const text of post.thread ?? []) steps.push({ what: 'Answer it with the next post', paste: text });
  if (post.firstComment !== undefined)
    steps.push({ what: 'Put the first comment', paste: post.firstComment });
  return { account, steps };
}
