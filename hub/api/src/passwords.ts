import { hash, verify } from '@node-rs/argon2';
import { ApiError } from './api-error.ts';

/** OWASP's first choice for argon2id (Password Storage Cheat Sheet): 19 MiB, two passes, one lane. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
const leastLetters = 12;
/** Of a password that nobody has: whoever is not known takes as long to refuse as whoever is. */
let nobodys: Promise<string> | undefined;

export async function hashPassword(password: string): Promise<string> {
  if (password.length < leastLetters || password.length > 1_000)
    throw new ApiError(
      'malformed',
      `A password has ${leastLetters} to 1000 letters; this one has ${password.length}.`,
    );
  return hash(password, cost);
}

/** Whether it is the password behind the hash; without a hash it is not, and takes the same time. */
export async function isPassword(stored: string | null | undefined, password: string): Promise<boolean> {
  nobodys ??= hash('a password that nobody has', cost);
  const matches = await verify(stored ?? (await nobodys), password);
  return matches && typeof stored === 'string';
}
