import { RequestError } from './request-error.ts';

/**
 * What was asked of the server, or undefined when it refuses this browser. A server that cannot be reached, or that failed, has not said that it does
 * not know this browser.
 */
export async function findKnown<Answer>(asked: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (isRefused(error)) return undefined;
    throw error;
  }
}

export const isRefused = (error: unknown): boolean =>
  error instanceof RequestError && error.status !== null && error.status < 500;
