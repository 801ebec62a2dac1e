import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { canonicalJson } from '../canonical-json.ts';
import type { Post } from './post.ts';

/** SHA-256 of the post's canonical JSON, in hexadecimal: what an approval is bound to and the ledger knows a post by. */
export function contentHash(post: Post): string {
  return bytesToHex(sha256(utf8ToBytes(canonicalJson(post))));
}
