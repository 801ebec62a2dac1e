import { eq } from 'drizzle-orm';
import type { Reader, Store } from './make-store.ts';
import { type Fence, record } from './record.ts';
import { reviews } from './schema.ts';

export type Review = typeof reviews.$inferSelect;
export type NewReview = Pick<Review, 'name' | 'number' | 'verdict' | 'main' | 'evidence'>;

export async function insertReview(store: Store, fence: Fence, review: NewReview): Promise<void> {
  await record(store, fence, async (transaction, append) => {
    await transaction
      .insert(reviews)
      .values({ run: fence.run, ...review })
      .onConflictDoNothing();
    const key = `review:${review.name}#${review.number}`;
    await append({
      key,
      kind: 'review_held',
      data: { name: review.name, verdict: review.verdict, ...review.evidence },
    });
    if (review.main !== null) {
      await append({
        key: `${key}:landed`,
        kind: 'main_landed',
        data: { name: review.name, commit: review.main },
      });
    }
  });
}

export async function readReviews(reader: Reader, run: string): Promise<Review[]> {
  return reader.select().from(reviews).where(eq(reviews.run, run)).orderBy(reviews.at);
}
