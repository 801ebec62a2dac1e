import { createHash, createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';

/** 256 bits, so that its plain hash is as good as any slow one. */
export const newSecret = (): string => randomBytes(32).toString('base64url');

/** What is kept of a secret. */
export const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('hex');

/** Signs for one purpose: a signature made for another one is none. */
export type Signer = { sign(text: string): string; isSigned(text: string, signature: string): boolean };

/** A key of its own for each purpose, out of the hub's key. */
export function makeSigner(key: Uint8Array, purpose: string): Signer {
  const own = Buffer.from(hkdfSync('sha256', key, '', `hub ${purpose}`, 32));
  const sign = (text: string) => createHmac('sha256', own).update(text).digest('base64url');
  return {
    sign,
    isSigned(text, signature) {
      const [expected, received] = [Buffer.from(sign(text)), Buffer.from(signature)];
      return expected.length === received.length && timingSafeEqual(expected, received);
    },
  };
}
