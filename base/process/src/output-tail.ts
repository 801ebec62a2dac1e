/** The last bytes of a stream, whatever its length: memory stays below twice `keepBytes`. */
export type OutputTail = { add(chunk: Buffer): void; readonly bytes: number; text(): string };

export function makeOutputTail(keepBytes: number): OutputTail {
  let kept: Buffer[] = [];
  let keptBytes = 0;
  let bytes = 0;

  function compact(): Buffer {
    const whole = Buffer.concat(kept);
    const tail = whole.subarray(Math.max(0, whole.length - keepBytes));
    // A subarray would keep the large buffer alive.
    const copy = Buffer.from(tail);
    kept = [copy];
    keptBytes = copy.length;
    return copy;
  }

  return {
    add(chunk) {
      bytes += chunk.length;
      kept.push(chunk);
      keptBytes += chunk.length;
      if (keptBytes > keepBytes * 2) compact();
    },
    get bytes() {
      return bytes;
    },
    text() {
      const tail = compact();
      return (bytes > tail.length ? tail.subarray(firstCharacter(tail)) : tail).toString('utf8');
    },
  };
}

/** A cut may fall inside a UTF-8 character: skip its continuation bytes (at most three). */
function firstCharacter(tail: Buffer): number {
  let start = 0;
  while (start < 3 && start < tail.length && ((tail[start] ?? 0) & 0xc0) === 0x80) start += 1;
  return start;
}
