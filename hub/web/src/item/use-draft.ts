import { request } from '@musterhq/page';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { CheckedItem, DraftCheck, Post, Recipe } from '../live/facts.ts';
import { beginHistory, type DraftHistory, redone, undone, written } from './draft-history.ts';

/** A variant as it is being written. `base` is the content that the writing began from. */
export type Draft = {
  text: string;
  /** The texts that follow as a thread. */
  thread: readonly string[];
  /** Empty: none. */
  firstComment: string;
  link: string;
  media: readonly Recipe[];
  base: string;
};

/** The rules are asked once the fingers rest for so long. */
const restMs = 250;

export type Label = 'A' | 'B';

function storedDraft(item: CheckedItem, label: Label): Draft {
  const planned = item.plan.variants[label === 'A' ? 0 : 1];
  const { contentHash } = item.variants.find(({ variant }) => variant === label)!;
  const { text, thread = [], firstComment = '', link = '', media } = planned;
  return { text, thread, firstComment, link, media, base: contentHash };
}

const fields = ['text', 'thread', 'firstComment', 'link', 'media'] as const;

/** What of a draft is not as it is stored; undefined where nothing is. */
function changesOf(item: CheckedItem, label: Label, draft: Draft): Partial<Draft> | undefined {
  const stored = storedDraft(item, label);
  const changed = fields.filter((name) => JSON.stringify(draft[name]) !== JSON.stringify(stored[name]));
  if (changed.length === 0) return undefined;
  return Object.fromEntries(changed.map((name) => [name, draft[name]]));
}

/** A draft as its readers would see it: the words as they stand now, the pictures as they were drawn last. */
function shownPost({ thread: _, firstComment: __, ...post }: Post, draft: Draft): Post {
  const { text, thread, firstComment } = draft;
  return {
    ...post,
    text,
    ...(thread.length === 0 ? {} : { thread: [...thread] }),
    ...(firstComment === '' ? {} : { firstComment }),
  };
}

/**
 * A draft, and what the hub says of it: its findings, its counts by the platform's own rules, its price, and whether keeping it voids the approval.
 * What is stored counts while nothing is changed; while the fingers are busy, what was said of the draft before. Every change can be undone.
 */
export function useDraft(item: CheckedItem, label: Label) {
  const [history, keep] = useState<DraftHistory<Draft> | undefined>();
  const draft = history?.now ?? storedDraft(item, label);
  const changes = history === undefined ? undefined : changesOf(item, label, draft);
  const body = changes === undefined ? '' : JSON.stringify({ variant: label, ...changes });
  const asked = useRested(body);
  const check = useQuery({
    // An approval that came or went meanwhile changes what keeping it voids.
    queryKey: ['draft', item.id, item.approval?.contentHash, asked],
    queryFn: () => request<DraftCheck>(`/api/items/${encodeURIComponent(item.id)}/check`, JSON.parse(asked)),
    enabled: asked !== '' && body !== '',
    placeholderData: (before: DraftCheck | undefined) => before,
    gcTime: 60_000,
  });
  const stored = item.check.variants.find(({ variant }) => variant === label)!;
  const post = item.variants.find(({ variant }) => variant === label)!.post;
  const isChanged = changes !== undefined;
  const told = isChanged ? check.data : undefined;
  /** `of` is the field that letters come into; without it the change is a step of its own. */
  const write = (more: Partial<Draft>, of?: string) =>
    keep((known) => {
      const before = known ?? beginHistory(storedDraft(item, label));
      const step = { of: of ?? '', at: Date.now(), isWhole: of === undefined };
      return written(before, { ...before.now, ...more }, step);
    });
  return {
    draft,
    changes,
    /** Somebody else has changed the variant since the writing began. */
    isOvertaken: isChanged && draft.base !== storedDraft(item, label).base,
    check: told ?? stored,
    post: shownPost(told?.post ?? post, draft),
    voidsApproval: isChanged && told?.voidsApproval === true,
    /** Why the draft cannot be kept as it is. */
    refusal: isChanged && check.error !== null ? check.error.message : undefined,
    /** What is told is of the draft as it stands now. */
    isSettled: !isChanged || (asked === body && !check.isFetching),
    write,
    drop: () => keep(undefined),
    undo: history === undefined || history.past.length === 0 ? undefined : () => keep(undone(history)),
    redo: history === undefined || history.future.length === 0 ? undefined : () => keep(redone(history)),
  };
}
export type DraftState = ReturnType<typeof useDraft>;

function useRested(value: string): string {
  const [rested, rest] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => rest(value), restMs);
    return () => clearTimeout(timer);
  }, [value]);
  return rested;
}
