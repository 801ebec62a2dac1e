import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { StoreError } from './store-error.ts';

/** 32 bytes. `former` are read and never written with, so that a key can be replaced while the hub runs. */
export type Keyring = { current: Uint8Array; former: readonly Uint8Array[] };

const keyBytes = 32;
const ivBytes = 12;
const tagBytes = 16;
const nameBytes = 4;

/**
 * AES-256-GCM. The text is bound to its place (`credentials/c1/token`): bytes that are copied to another row do not open there.
 * Laid out as the key's name, the nonce, the tag, the text.
 */
export function seal(keys: Keyring, place: string, text: string): Uint8Array {
  const iv = randomBytes(ivBytes);
  const cipher = createCipheriv('aes-256-gcm', checked(keys.current), iv, { authTagLength: tagBytes });
  cipher.setAAD(Buffer.from(place));
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([nameOf(keys.current), iv, cipher.getAuthTag(), sealed]);
}

export function unseal(keys: Keyring, place: string, sealed: Uint8Array): string {
  const bytes = Buffer.from(sealed);
  const name = bytes.subarray(0, nameBytes);
  const key = [keys.current, ...keys.former].find((one) => nameOf(one).equals(name));
  if (key === undefined) {
    throw new StoreError(
      'unsealable',
      `${place} was sealed with the key ${name.toString('hex')}, which is not among those given. Give the key that it was written with, or connect the account again.`,
      { place, key: name.toString('hex') },
    );
  }
  const [iv, tag] = [
    bytes.subarray(nameBytes, nameBytes + ivBytes),
    bytes.subarray(nameBytes + ivBytes, nameBytes + ivBytes + tagBytes),
  ];
  const decipher = createDecipheriv('aes-256-gcm', checked(key), iv, { authTagLength: tagBytes });
  decipher.setAAD(Buffer.from(place));
  decipher.setAuthTag(tag);
  try {
    return `${decipher.update(bytes.subarray(nameBytes + ivBytes + tagBytes), undefined, 'utf8')}${decipher.final('utf8')}`;
  } catch {
    throw new StoreError(
      'unsealable',
      `${place} does not open: its bytes were changed, or belong elsewhere. Connect the account again.`,
      { place },
    );
  }
}

/** Whether it was sealed with the key that is written with now. */
export function isCurrent(keys: Keyring, sealed: Uint8Array): boolean {
  return nameOf(keys.current).equals(Buffer.from(sealed).subarray(0, nameBytes));
}

function nameOf(key: Uint8Array): Buffer {
  return createHash('sha256').update(key).digest().subarray(0, nameBytes);
}

function checked(key: Uint8Array): Uint8Array {
  if (key.length === keyBytes) return key;
  throw new StoreError('unsealable', `expected a key of ${keyBytes} bytes, received ${key.length}`);
}
