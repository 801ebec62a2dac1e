import { createHash } from 'node:crypto';

/** A number from 0 up to 1 that depends on the seed and the keys alone, not on what was drawn before. */
export function seededNumber(seed: number, ...keys: (string | number)[]): number {
  const digest = createHash('sha256')
    .update(JSON.stringify([seed, ...keys]))
    .digest();
  return digest.readUIntBE(0, 6) / 2 ** 48;
}

/** A standard normal draw of the seed and the keys (Box and Muller). */
export function seededNormal(seed: number, ...keys: (string | number)[]): number {
  const radius = Math.sqrt(-2 * Math.log(1 - seededNumber(seed, 'radius', ...keys)));
  return radius * Math.cos(2 * Math.PI * seededNumber(seed, 'angle', ...keys));
}

/** Lower-case hexadecimal digits that look like a secret and say SANDBOX. */
export function seededSecret(seed: number, kind: string, number: number): string {
  return `SANDBOX${kind}${createHash('sha256')
    .update(JSON.stringify([seed, kind, number]))
    .digest('hex')
    .slice(0, 40)}`;
}
