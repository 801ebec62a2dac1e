import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { expect, onTestFinished, test } from 'vitest';
import * as queue from '../src/landing/queue.ts';
import type { World } from './queue-world.ts';
import {
  badEntries,
  growingWindows,
  movedTargets,
  ownFolders,
  pairs,
  scopes,
  slowLandings,
  slowSteps,
} from './queue-worlds.ts';
import { type QueueFunctions, searchWorld } from './search-queue.ts';

const sourceFolder = fileURLToPath(new URL('../src/landing/', import.meta.url));

type Mutant = {
  name: string;
  file: 'queue.ts' | 'is-independent.ts';
  /** Stands exactly once in the file. */
  from: string;
  to: string;
  /** What the search says of it. */
  broken: RegExp;
};

const mutants: Mutant[] = [
  {
    name: 'lands whatever is green, out of order',
    file: 'queue.ts',
    from: "position === 0 ? [{ kind: 'land'",
    to: "position >= 0 ? [{ kind: 'land'",
    broken: /lands on what is not the target/,
  },
  {
    name: 'takes the verdict of a candidate on an earlier base',
    file: 'queue.ts',
    from: 'const verdict = verdicts.get(commit);',
    to: 'const verdict = [...verdicts.values()].at(-1);',
    broken: /passes others and is not green|was not gated as it is|without a verdict|not gated/,
  },
  {
    name: 'takes a candidate that was made on an earlier base',
    file: 'queue.ts',
    from: 'candidates.get(base.commit)',
    to: '(candidates.get(base.commit) ?? [...candidates.values()].at(-1))',
    broken: /is gated for|lands as another tree|refused for another tree|though it merges/,
  },
  {
    name: 'leaves those behind on a parent that is failing',
    file: 'queue.ts',
    from: "if (state.kind === 'gating' || state.kind === 'green') {",
    to: "if ('commit' in state && state.commit !== undefined) {",
    broken: /is gated on a red/,
  },
  {
    name: 'moves those behind at once, whoever is at fault',
    file: 'queue.ts',
    from: 'return isGreen\n',
    to: 'return parent !== undefined\n',
    broken: /costs more gate runs/,
  },
  {
    name: 'never lets the window shrink',
    file: 'queue.ts',
    from: 'Math.floor(ledger.window / 2)',
    to: 'ledger.window',
    broken: /the window did not follow/,
  },
  {
    name: 'lets the window shrink below its floor',
    file: 'queue.ts',
    from: 'Math.max(Math.floor(ledger.window / 2), policy.floor)',
    to: 'Math.floor(ledger.window / 2)',
    broken: /the window did not follow/,
  },
  {
    name: 'never lets the window grow',
    file: 'queue.ts',
    from: 'Math.min(ledger.window + 1, policy.ceiling)',
    to: 'Math.min(ledger.window, policy.ceiling)',
    broken: /the window did not follow/,
  },
  {
    name: 'lets the window grow without end',
    file: 'queue.ts',
    from: 'Math.min(ledger.window + 1, policy.ceiling)',
    to: 'ledger.window + 1',
    broken: /the window did not follow/,
  },
  {
    name: 'halves the window when a person takes an entry out',
    file: 'queue.ts',
    from: "if (event.cause !== 'withdrawn') {",
    to: 'if (event.cause) {',
    broken: /the window did not follow/,
  },
  {
    name: 'gates one entry at a time',
    file: 'queue.ts',
    from: "} else if (state.kind !== 'failing' && state.kind !== 'refused') heldBy ??= facts.entry;",
    to: "}\n    if (state.kind !== 'failing' && state.kind !== 'refused') heldBy ??= facts.entry;",
    broken: /is in the window and not gated/,
  },
  {
    name: 'begins what lies beyond the window',
    file: 'queue.ts',
    from: 'const isWithin = entries.length < ledger.window ||',
    to: 'const isWithin = entries.length < ledger.window + 1 ||',
    broken: /more gates run than the window/,
  },
  {
    name: 'sends back who was within before the window halved',
    file: 'queue.ts',
    from: ' || candidates.size > 0;',
    to: ';',
    broken: /is in the window and not gated|costs more gate runs/,
  },
  {
    name: 'refuses on a provisional failure',
    file: 'queue.ts',
    from: "if (parent === undefined) return { kind: 'refused', cause, onto, commit };",
    to: "if (isGreen) return { kind: 'refused', cause, onto, commit };",
    broken: /is refused on what is not the target/,
  },
  {
    name: 'refuses for a conflict with those ahead',
    file: 'queue.ts',
    from: "return parent === undefined ? { kind: 'refused', cause, onto } : { kind: 'failing', cause, parent, onto };",
    to: "return { kind: 'refused', cause, onto };",
    broken: /is refused on what is not the target/,
  },
  {
    name: 'waits for ever with an entry that conflicts with the tip',
    file: 'queue.ts',
    from: "return parent === undefined ? { kind: 'refused', cause, onto } : { kind: 'failing', cause, parent, onto };",
    to: "return { kind: 'failing', cause, parent: parent ?? '', onto };",
    broken: /nothing is to be done and entries wait/,
  },
  {
    name: 'takes an entry that conflicts for one that is merged',
    file: 'queue.ts',
    from: "if (!waiting.candidates.has(event.onto)) waiting.candidates.set(event.onto, 'conflict');",
    to: 'waiting.candidates.set(event.onto, { commit: event.onto + event.entry });',
    broken: /is gated and not made/,
  },
  {
    name: 'takes red for green',
    file: 'queue.ts',
    from: "event.passed ? 'passed' : 'failed'",
    to: "'passed'",
    broken: /the target is red|passes others and is not green/,
  },
  {
    name: 'takes what has no verdict for green',
    file: 'queue.ts',
    from: "if (verdict === undefined) return { kind: 'gating', parent, onto, commit };",
    to: "if (verdict === undefined) return { kind: 'green', parent, onto, commit };",
    broken: /is in the window and not gated/,
  },
  {
    name: 'believes the last verdict on a commit',
    file: 'queue.ts',
    from: 'if (!waiting.verdicts.has(event.commit)) {',
    to: 'if (event.commit) {',
    broken: /a verdict that contradicts the first makes another queue/,
  },
  {
    name: 'refuses an entry and keeps it',
    file: 'queue.ts',
    from: "case 'left':\n      ledger.line.delete(event.entry);",
    to: "case 'left':",
    broken: /another order/,
  },
  {
    name: 'lands an entry and keeps it',
    file: 'queue.ts',
    from: "case 'landed':\n      ledger.line.delete(event.entry);",
    to: "case 'landed':",
    broken: /another order/,
  },
  {
    name: 'takes in an entry again that is gone',
    file: 'queue.ts',
    from: 'if (ledger.entered.has(event.entry)) return;',
    to: 'if (ledger.line.has(event.entry)) return;',
    broken: /what is told again makes another queue/,
  },
  {
    name: 'forgets that the target moved',
    file: 'queue.ts',
    from: 'ledger.tip = event.tip;',
    to: '',
    broken: /the queue knows another target/,
  },
  {
    name: 'forgets where a landing left the target',
    file: 'queue.ts',
    from: 'ledger.tip = event.commit;',
    to: '',
    broken: /the queue knows another target/,
  },
  {
    name: 'lets an entry pass those that it depends on',
    file: 'queue.ts',
    from: 'entries.slice(0, position).every((ahead) => isIndependent(entry, ahead)),',
    to: 'position > 0,',
    broken: /on which it depends/,
  },
  {
    name: 'looks only at the head before an entry passes',
    file: 'queue.ts',
    from: 'entries.slice(0, position).every(',
    to: 'entries.slice(0, 1).every(',
    broken: /on which it depends/,
  },
  {
    name: 'lets an entry pass that is not judged',
    file: 'queue.ts',
    from: "entry.state.kind === 'green' &&",
    to: 'position > 0 &&',
    broken: /passes others and is not green/,
  },
  {
    name: 'lets entries pass each other for ever',
    file: 'queue.ts',
    from: ' || entries[0].promoted) return undefined;',
    to: ') return undefined;',
    broken: /the queue comes back to where it was/,
  },
  {
    name: 'hears that an entry passes and leaves it where it is',
    file: 'queue.ts',
    from: 'ledger.line = new Map([[event.entry, waiting], ...ledger.line]);',
    to: 'ledger.line.set(event.entry, waiting);',
    broken: /another order/,
  },
  {
    name: 'lets entries pass that read everything',
    file: 'is-independent.ts',
    from: "if (one.reads === 'everything' || other.reads === 'everything') return false;",
    to: "if (one.reads === 'everything' || other.reads === 'everything') return true;",
    broken: /on which it depends/,
  },
];

function* smallWorlds(): Generator<World> {
  for (const size of [2, 3, 4]) yield* badEntries(size);
  for (const family of [growingWindows, pairs, movedTargets, ownFolders, scopes]) yield* family(3);
  yield* slowSteps(2);
  yield* slowLandings(6);
}

async function importMutant({ file, from, to }: Mutant): Promise<QueueFunctions> {
  const source = (name: string) => readFileSync(`${sourceFolder}${name}`, 'utf8');
  expect(source(file).split(from)).toHaveLength(2);
  const mutated = source(file).replace(from, () => to);
  const { outputFiles } = await build({
    stdin: {
      contents: file === 'queue.ts' ? mutated : source('queue.ts'),
      resolveDir: sourceFolder,
      loader: 'ts',
    },
    bundle: true,
    format: 'esm',
    platform: 'node',
    write: false,
    plugins: [
      {
        name: 'mutant',
        setup: ({ onLoad }) => {
          if (file === 'queue.ts') return;
          onLoad({ filter: new RegExp(`${file}$`) }, () => ({ contents: mutated, loader: 'ts' }));
        },
      },
    ],
  });
  const folder = await mkdtemp(join(tmpdir(), 'queue-mutant-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, 'queue.mjs'), outputFiles[0]!.text);
  return await import(join(folder, 'queue.mjs'));
}

test('as it is, the queue keeps its promises in the worlds that the mutants are put into', () => {
  for (const world of smallWorlds()) searchWorld(world, queue);
});

test.each(mutants)('a queue that $name is found', async (mutant) => {
  const mutated = await importMutant(mutant);
  expect(() => {
    for (const world of smallWorlds()) searchWorld(world, mutated);
  }).toThrow(mutant.broken);
});
