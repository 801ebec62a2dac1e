import { z } from 'zod';

/** A text of somebody's, without the white space around it. */
export const words = (most: number) => z.string().trim().min(1).max(most);
/** Kept with what was done. */
export const why = words(1_000);
export const emailWords = () =>
  z
    .email()
    .max(200)
    .transform((text) => text.toLowerCase());
export const doneSchema = z.object({ message: z.string() });
export type Done = z.infer<typeof doneSchema>;
