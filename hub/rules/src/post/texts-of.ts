import type { Post } from './post.ts';

/** What a text of a post is there: what readers see first, an answer to it in a thread, or the account's own first comment. */
export type TextRole = 'text' | 'thread' | 'first_comment';
export type PostText = { role: TextRole; text: string };

/** Every text of a post in the order in which it goes out. What is found in one names it by its place here. */
export function textsOf(post: Pick<Post, 'text' | 'thread' | 'firstComment'>): PostText[] {
  const { text, thread = [], firstComment } = post;
  return [
    { role: 'text', text },
    ...thread.map((one): PostText => ({ role: 'thread', text: one })),
    ...(firstComment === undefined ? [] : [{ role: 'first_comment' as const, text: firstComment }]),
  ];
}
