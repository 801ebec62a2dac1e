import tlds from 'tlds' with { type: 'json' };

/** Where something stands in a text: from the first UTF-16 unit to behind the last. */
export type Place = { text: string; start: number; end: number };

const topLevels: ReadonlySet<string> = new Set(tlds);
const longestTopLevel = Math.max(...tlds.map((name) => name.length));
/** RFC 1035, section 2.3.4: octets of a label. */
const labelOctets = 63;
/** What X takes as one link, its protocol counted. */
const urlCharacters = 4096;
const shortenedCharacters = 40;

const space = /[\p{White_Space}\u180e]/u;
const noCharacter = /[\ufeff\ufffe\uffff]/;
/** Marks of writing direction may stand around a link, never in its domain. */
const directionMark = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/;
const punctuation = new Set('!\'#%&()*+,\\-./:;<=>?@[]^_{|}~$"`');
const alphanumeric = /[0-9a-z]/i;
const pathCharacter =
  /[\u0300-\u036fa-z0-9!*';:=+,.$/%#[\]\-\u2013_~@|&\u0400-\u04ff\u00c0-\u024f\u0253-\u02bb\u1e00-\u1eff]/i;
const pathEnding = /[\u0300-\u036f+\-a-z0-9=_#/\u0400-\u04ff\u00c0-\u024f\u0253-\u02bb\u1e00-\u1eff]/i;
const queryCharacter = /[a-z0-9!?*'@();:&=+$/%#[\]\-_.,~|]/i;
const queryEnding = /[a-z0-9\-_&=#/]/i;

/**
 * The links of a text as X sees them, each of which counts and costs as one: with a protocol, or a bare name under a top-level
 * domain of today's list. Every character is looked at a bounded number of times, so no text is slow.
 */
export function findUrls(text: string): Place[] {
  const places: Place[] = [];
  for (let at = 0; at < text.length; ) {
    const place = urlAt(text, at);
    if (place !== undefined) places.push(place);
    at = place?.end ?? nextStart(text, at);
  }
  return places;
}

function urlAt(text: string, start: number): Place | undefined {
  const before = text[start - 1] ?? ' ';
  if (alphanumeric.test(before) || '@\uff20$#\uff03'.includes(before) || noCharacter.test(before)) {
    return undefined;
  }
  const protocol = /^https?:\/\//i.exec(text.slice(start, start + 'https://'.length))?.[0];
  return protocol === undefined ? bareUrl(text, start, before) : fullUrl(text, start, protocol);
}

function fullUrl(text: string, start: number, protocol: string): Place | undefined {
  const domainStart = start + protocol.length;
  const domainEnd = endOfDomain(text, domainStart, isDomainCharacter);
  if (domainEnd === undefined) return undefined;
  const domain = text.slice(domainStart, domainEnd);
  if (!isWithinLengths(domain)) return undefined;
  const place = placeOf(text, start, endOfRest(text, domainEnd));
  if (place.text.length > urlCharacters) return undefined;
  return domain.toLowerCase() === 't.co' ? shortenedUrl(text, place, protocol) : place;
}

/** X's own short links end with their slug, whatever stands behind it. */
function shortenedUrl(text: string, place: Place, protocol: string): Place | undefined {
  const slug = /^\/([a-z0-9]+)/i.exec(place.text.slice(`${protocol}t.co`.length))?.[1];
  if (slug === undefined) return place;
  if (slug.length > shortenedCharacters) return undefined;
  return placeOf(text, place.start, place.start + `${protocol}t.co/`.length + slug.length);
}

/** Without a protocol only ASCII names count, and a name of two labels under a country needs a path. */
function bareUrl(text: string, start: number, before: string): Place | undefined {
  if ('-_./'.includes(before)) return undefined;
  const domainEnd = endOfDomain(text, start, (character) => alphanumeric.test(character));
  if (domainEnd === undefined) return undefined;
  const domain = text.slice(start, domainEnd);
  const end = endOfRest(text, domainEnd);
  const hasPath = text[domainEnd] === '/' || /^:\d+\//.test(text.slice(domainEnd, end));
  const labels = domain.toLowerCase().split('.');
  const isShort = labels.length === 2 && labels[1]?.length === 2 && !['co', 'tv'].includes(labels[1]);
  if (!isWithinLengths(domain) || (isShort && !hasPath)) return undefined;
  return placeOf(text, start, hasPath ? end : domainEnd);
}

/**
 * Where the longest domain that begins here ends: labels of the characters allowed, `-` and in front of the last two also `_`
 * inside of them, and a top-level domain that no letter, digit or `@` follows.
 */
function endOfDomain(
  text: string,
  start: number,
  isAllowed: (character: string) => boolean,
): number | undefined {
  let end: number | undefined;
  let labelStart = start;
  let isNameBefore = false;
  for (;;) {
    if (isNameBefore) end = endOfTopLevel(text, labelStart) ?? end;
    const labelEnd = endOfLabel(text, labelStart, isAllowed);
    const label = text.slice(labelStart, labelEnd);
    if (label === '' || /^[-_]|[-_]$/.test(label) || text[labelEnd] !== '.') return end;
    isNameBefore = !label.includes('_');
    labelStart = labelEnd + 1;
  }
}

function endOfLabel(text: string, start: number, isAllowed: (character: string) => boolean): number {
  let end = start;
  while (end < text.length) {
    const character = String.fromCodePoint(text.codePointAt(end) ?? 0);
    if (character !== '-' && character !== '_' && !isAllowed(character)) break;
    end += character.length;
  }
  return end;
}

function endOfTopLevel(text: string, start: number): number | undefined {
  const rest = text.slice(start, start + longestTopLevel + 1).toLowerCase();
  const punycode = /^xn--[-0-9a-z]+/.exec(rest)?.[0];
  if (punycode !== undefined) return start + endOfPunycode(text, start);
  for (let length = Math.min(longestTopLevel, rest.length); length > 0; length--) {
    if (topLevels.has(rest.slice(0, length)) && !/[0-9a-z@]/.test(rest[length] ?? ' ')) return start + length;
  }
  return undefined;
}

function endOfPunycode(text: string, start: number): number {
  let length = 'xn--'.length;
  while (/[-0-9a-z]/i.test(text[start + length] ?? ' ')) length++;
  return length;
}

/** Where port, path and query behind a domain end. */
function endOfRest(text: string, domainEnd: number): number {
  let end = domainEnd;
  if (text[end] === ':' && /\d/.test(text[end + 1] ?? '')) {
    end++;
    while (/\d/.test(text[end] ?? '')) end++;
  }
  if (text[end] === '/') end = endOfPath(text, end + 1);
  return text[end] === '?' ? endOfQuery(text, end) : end;
}

/** Closing punctuation belongs to the sentence; parentheses belong to the path where they are balanced. */
function endOfPath(text: string, start: number): number {
  let end = start;
  for (let at = start; at < text.length; ) {
    const character = text[at] ?? '';
    if (character === '(') {
      const close = closeOf(text, at);
      if (close === undefined) return end;
      at = close + 1;
      end = at;
    } else if (pathCharacter.test(character)) {
      at++;
      if (pathEnding.test(character)) end = at;
    } else return end;
  }
  return end;
}

/** The parenthesis that closes this one: at most one pair inside of it, and something within. */
function closeOf(text: string, open: number): number | undefined {
  let depth = 0;
  for (let at = open; at < text.length; at++) {
    const character = text[at] ?? '';
    if (character === '(') depth++;
    else if (character === ')') depth--;
    else if (!pathCharacter.test(character)) return undefined;
    if (depth > 2) return undefined;
    if (depth === 0) return at > open + 1 ? at : undefined;
  }
  return undefined;
}

function endOfQuery(text: string, start: number): number {
  let end = start;
  for (let at = start + 1; queryCharacter.test(text[at] ?? ' '); at++) {
    if (queryEnding.test(text[at] ?? '')) end = at + 1;
  }
  return end;
}

/** The next place where a link could begin: behind a run of letters and digits. */
function nextStart(text: string, from: number): number {
  let at = from + 1;
  while (at < text.length && alphanumeric.test(text[at - 1] ?? '') && alphanumeric.test(text[at] ?? '')) at++;
  return at;
}

function isDomainCharacter(character: string): boolean {
  return !(
    punctuation.has(character) ||
    space.test(character) ||
    directionMark.test(character) ||
    noCharacter.test(character)
  );
}

function isWithinLengths(domain: string): boolean {
  return domain.split('.').every((label) => {
    if (/^[\x20-\x7e]*$/.test(label)) return label.length <= labelOctets;
    const address = `http://${label}`;
    return URL.canParse(address) && new URL(address).hostname.length <= labelOctets;
  });
}

const placeOf = (text: string, start: number, end: number): Place => ({
  text: text.slice(start, end),
  start,
  end,
});
