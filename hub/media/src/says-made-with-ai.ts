/**
 * What generators and editors write into a file's XMP or C2PA manifest: the IPTC digital source types `trainedAlgorithmicMedia` and
 * `compositeWithTrainedAlgorithmicMedia` (cv.iptc.org/newscodes/digitalsourcetype). Both end alike, whichever letter they begin with.
 */
const mark = Buffer.from('rainedAlgorithmicMedia', 'latin1');

/** Whether a file says of itself that a machine has made it or parts of it. One that says nothing may be made so all the same. */
export function saysMadeWithAi(bytes: Uint8Array, xmp: Uint8Array | undefined): boolean {
  return [bytes, xmp].some((part) => part !== undefined && viewOf(part).includes(mark));
}

const viewOf = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
