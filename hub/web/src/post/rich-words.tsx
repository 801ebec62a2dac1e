/** Addresses, tags and names as platforms colour them. */
const pattern = /(https?:\/\/[^\s]*[^\s.,;:!?)]|#[\p{L}\p{N}_]+|(?<![\p{L}\p{N}])@[\p{L}\p{N}_.]+)/gu;

/** `isLinkPlain`: Instagram makes no link of an address in a caption. */
export function RichWords({ text, isLinkPlain = false }: { text: string; isLinkPlain?: boolean }) {
  let at = 0;
  return text.split(pattern).map((part) => {
    const key = at;
    at += part.length;
    const isAddress = part.startsWith('http');
    const isColoured = /^[#@]./.test(part) || (isAddress && !isLinkPlain);
    return isColoured ? (
      <span key={key} className="preview-link">
        {isAddress ? shownAddress(part) : part}
      </span>
    ) : (
      part
    );
  });
}

/** Without the protocol, and cut where platforms cut it. */
function shownAddress(address: string): string {
  const plain = address.replace(/^https?:\/\/(www\.)?/, '');
  return plain.length > 36 ? `${plain.slice(0, 35)}…` : plain;
}
