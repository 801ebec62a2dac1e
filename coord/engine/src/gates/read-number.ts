import type { MetricGate } from './gate.ts';

/** A JSON pointer as RFC 6901 writes it: `/figures/0/rate`; `~1` is a slash in a name, `~0` a tilde. */
export const pointerForm = /^(?:\/(?:[^~/]|~[01])*)*$/;

/** The number that a metric's output holds, or what was found in its place. */
export type NumberReading = { kind: 'number'; value: number } | { kind: 'none'; found: string };

export function readNumber(read: MetricGate['read'], text: string): NumberReading {
  switch (read.kind) {
    case 'json':
      return atPointer(read.pointer, text);
    case 'match': {
      const group = new RegExp(read.pattern, 'm').exec(text)?.[1];
      return group === undefined
        ? none(`nothing that matches ${read.pattern}`)
        : numberIn(group, `'${group}'`);
    }
    case 'last_number': {
      // A digit right behind a letter belongs to a name: `p95` is no number.
      const last = text.match(/(?<![\w.])-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g)?.at(-1);
      return last === undefined ? none('no number') : numberIn(last, last);
    }
  }
}

function atPointer(pointer: string, text: string): NumberReading {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return none(`no JSON: ${text.trim().slice(0, 80) || 'nothing at all'}`);
  }
  for (const name of pointer.split('/').slice(1)) {
    const key = name.replaceAll('~1', '/').replaceAll('~0', '~');
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key))
      return none(`nothing at ${pointer}`);
    value = (value as Record<string, unknown>)[key];
  }
  return typeof value === 'number'
    ? { kind: 'number', value }
    : none(`${JSON.stringify(value)} at ${pointer}`);
}

function numberIn(text: string, found: string): NumberReading {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  return Number.isFinite(value) ? { kind: 'number', value } : none(found);
}

const none = (found: string): NumberReading => ({ kind: 'none', found });
