import { pathIn } from './classify-entry.ts';
import { normalPath } from './normal-path.ts';
import type { Resource } from './plan.ts';
import { keepExtra, type Reading, range, report } from './reading.ts';
import { namesAllSessions, sessionMentions } from './session-mentions.ts';
import { type TakenIds, uniqueId } from './unique-id.ts';
import { slugOf } from './words-of.ts';
import { keyOf, plainOf, textOf, type YamlEntry } from './yaml-entries.ts';

/** A shared path and the words that say who may write it, beside the path, in its quotes, or under `owner`. */
export function parseResource(
  reading: Reading,
  entry: YamlEntry,
  master: number,
  taken: TakenIds,
): Resource | undefined {
  const fields = new Map<string, string>();
  for (const field of entry.value.kind === 'map' ? entry.value.entries : []) {
    const key = keyOf(field.key);
    if (key === 'path' || key === 'owner') fields.set(key, textOf(field.value));
    else {
      keepExtra(reading, `${entry.key}.${field.key}`, plainOf(field.value), field.start);
      report(
        reading,
        'warning',
        'unknown-key',
        field.start,
        `a resource has no key \`${field.key}\`; it is kept as it stands and does nothing`,
        {
          fix: 'use `path` and `owner`',
        },
      );
    }
  }
  const found = pathIn(fields.get('path') ?? textOf(entry.value));
  const path = found && normalPath(found.path);
  if (!found || path === undefined) {
    keepExtra(reading, entry.key, plainOf(entry.value), entry.start);
    report(
      reading,
      'error',
      'path-outside',
      entry.value.start,
      `expected a path inside the repository, found \`${fields.get('path') ?? textOf(entry.value)}\``,
      {
        fix: 'write the path from the repository root',
      },
    );
    return undefined;
  }
  const phrase = (
    fields.get('owner') ??
    entry.annotation?.text ??
    found.rest.replace(/^[(–—-]\s*|\)$/g, '')
  ).trim();
  const ownership = ownershipOf(phrase, master);
  if (!ownership)
    report(
      reading,
      'warning',
      'resource-without-owner',
      entry.start,
      `no words say who writes ${found.path}; it belongs to the master, Session ${master}`,
      {
        fix: 'write `(Session N primary)` or `(All sessions contribute)` after the path',
      },
    );
  return {
    id: uniqueId(taken, slugOf(entry.key)),
    path,
    ownership: ownership ?? { kind: 'primary', session: master },
    phrase,
    ...(isThisFile(phrase) ? { isDocument: true as const } : {}),
    range: range(reading, entry.start, entry.end),
  };
}

function isThisFile(phrase: string): boolean {
  return /\bthis (?:file|document|page)\b/i.test(phrase);
}

const primaryWord = /^\W*(?:is |as |the )*(?:primary|own|lead|manage|maintain|write|edit)/i;

function ownershipOf(phrase: string, master: number): Resource['ownership'] | undefined {
  if (isThisFile(phrase)) return { kind: 'primary', session: master };
  const mentions = sessionMentions(phrase);
  const primary = mentions.find((mention) => primaryWord.test(phrase.slice(mention.end)));
  if (primary) return { kind: 'primary', session: primary.session };
  if (namesAllSessions(phrase) || mentions.length > 1 || /^\s*shared\b/i.test(phrase))
    return { kind: 'shared' };
  return mentions[0] && { kind: 'primary', session: mentions[0].session };
}
