import { closeSync, fstatSync, openSync, readSync, renameSync, writeSync } from 'node:fs';

/** How much of a turn's output is kept: the first `headBytes` and at least the latest `tailBytes`. */
export type LogLimits = { headBytes: number; tailBytes: number };

const logLimits: LogLimits = { headBytes: 256 * 1024, tailBytes: 768 * 1024 };

/** A bounded log file: see `makeTurnLog`. */
export type TurnLog = {
  write(chunk: string | Uint8Array): void;
  /** Bytes given to `write` so far, kept or not. */
  readonly totalBytes: number;
  close(): void;
};

/**
 * One file that reads as the output in order, with a line in it that says how much was left out once it grew too large.
 * When head and twice the tail are full, head, that line and the latest tail are written anew and renamed over the file:
 * so what a killed host leaves is bounded and readable too, and each printed byte is copied about once more at most.
 */
export function makeTurnLog(path: string, limits: LogLimits = logLimits): TurnLog {
  let file = openSync(path, 'a+', 0o600);
  let kept = fstatSync(file).size;
  let total = kept;

  const compact = (): void => {
    const head = readRange(file, 0, limits.headBytes);
    const tail = readRange(file, kept - limits.tailBytes, limits.tailBytes);
    const dropped = total - limits.headBytes - limits.tailBytes;
    const notice = Buffer.from(
      `\n[muster: ${dropped} bytes left out here; the first ${limits.headBytes} and the latest are kept]\n`,
    );
    const next = openSync(`${path}.next`, 'w+', 0o600);
    writeAll(next, head);
    writeAll(next, notice);
    writeAll(next, tail);
    renameSync(`${path}.next`, path);
    closeSync(file);
    file = next;
    kept = head.length + notice.length + tail.length;
  };

  return {
    write(chunk) {
      const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
      writeAll(file, bytes);
      kept += bytes.length;
      total += bytes.length;
      if (kept > limits.headBytes + 2 * limits.tailBytes) compact();
    },
    get totalBytes() {
      return total;
    },
    close: () => closeSync(file),
  };
}

function writeAll(file: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
}

function readRange(file: number, start: number, length: number): Buffer {
  const buffer = Buffer.alloc(length);
  const read = readSync(file, buffer, 0, length, start);
  return buffer.subarray(0, read);
}
