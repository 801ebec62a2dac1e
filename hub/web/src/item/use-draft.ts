import { request } from '@musterhq/page';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { CheckedItem, DraftCheck, Recipe } from '../live/facts.ts';

/** A variant as it is being written. `base` is the content that the writing began from. */
export type Draft = { text: string; link: string; media: readonly Recipe[]; base: string };

/** The rules are asked once the fingers rest for so long. */
const restMs = 250;

export type Label = 'A' | 'B';

function storedDraft(item: CheckedItem, label: Label): Draft {
  const planned = item.plan.variants[label === 'A' ? 0 : 1];
  const { contentHash } = item.variants.find(({ variant }) => variant === label)!;
  return { text: planned.text, link: planned.link ?? '', media: planned.media, base: contentHash };
}

/** What of a draft is not as it is stored; undefined where nothing is. */
function changesOf(item: CheckedItem, label: Label, draft: Draft): Record<string, unknown> | undefined {
  const stored = storedDraft(item, label);
  const changes = {
    ...(draft.text === stored.text ? {} : { text: draft.text }),
    ...(draft.link === stored.link ? {} : { link: draft.link }),
    ...(JSON.stringify(draft.media) === JSON.stringify(stored.media) ? {} : { media: draft.media }),
  };
  return Object.keys(changes).length === 0 ? undefined : changes;
}

/**
 * A draft, and what the hub says of it: its findings, its count by the platform's own rules, its price, and whether keeping it voids the approval.
 * What is stored counts while nothing is changed; while the fingers are busy, what was said of the text before.
 */
export function useDraft(item: CheckedItem, label: Label) {
  const [draft, write] = useState<Draft | undefined>();
  const changes = draft === undefined ? undefined : changesOf(item, label, draft);
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
  return {
    draft: draft ?? storedDraft(item, label),
    changes,
    /** Somebody else has changed the variant since the writing began. */
    isOvertaken: isChanged && draft !== undefined && draft.base !== storedDraft(item, label).base,
    check: told ?? stored,
    post: told?.post ?? post,
    voidsApproval: isChanged && told?.voidsApproval === true,
    /** Why the draft cannot be kept as it is. */
    refusal: isChanged && check.error !== null ? check.error.message : undefined,
    /** What is told is of the text as it stands now. */
    isSettled: !isChanged || (asked === body && !check.isFetching),
    write: (more: Partial<Draft>) => write({ ...(draft ?? storedDraft(item, label)), ...more }),
    drop: () => write(undefined),
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
