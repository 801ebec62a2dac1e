import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { publishFile } from './publish-file.ts';

/** What the one who works wants of the coordinator: a tool of the desk with its input, which whoever answers checks again. */
const askSchema = z.strictObject({ tool: z.string().min(1), input: z.unknown(), at: z.iso.datetime() });

const askAnswerSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('answered'), result: z.record(z.string(), z.unknown()) }),
  /** It cannot be done as it was asked; the words are for the one who asked. */
  z.strictObject({ kind: z.literal('refused'), message: z.string() }),
]);
export type AskAnswer = z.infer<typeof askAnswerSchema>;

/** `unreadable`: nobody can answer what it says, but it can be refused. */
export type OpenAsk =
  | { kind: 'ask'; number: number; tool: string; input: unknown; at: string }
  | { kind: 'unreadable'; number: number; reason: string };

/** A turn that asks this often asks in a circle. */
export const mostAsks = 1_000;

export const asksFolder = (turnFolder: string): string => join(turnFolder, 'asks');
export const answersFolder = (turnFolder: string): string => join(turnFolder, 'answers');
export const askFileName = (number: number): string => `${String(number).padStart(6, '0')}.json`;

/** Both folders; safe to repeat, and whoever comes first makes them. */
export function makeAskFolders(turnFolder: string): void {
  for (const folder of [asksFolder(turnFolder), answersFolder(turnFolder)])
    mkdirSync(folder, { recursive: true, mode: 0o700 });
}

/** Writes an ask under the next free number and answers it; undefined when the turn has asked too often. */
export function publishAsk(
  turnFolder: string,
  { tool, input, at }: { tool: string; input: unknown; at: Date },
): number | undefined {
  makeAskFolders(turnFolder);
  const text = `${JSON.stringify(askSchema.parse({ tool, input, at: at.toISOString() }))}\n`;
  const last = numbersIn(asksFolder(turnFolder)).at(-1) ?? 0;
  for (let number = last + 1; number <= mostAsks; number += 1)
    if (publishFile(join(asksFolder(turnFolder), askFileName(number)), text)) return number;
  return undefined;
}

/** Every ask of a turn that has no answer yet, in its order. None for a turn that never asked. */
export function readOpenAsks(turnFolder: string): OpenAsk[] {
  const answered = new Set(numbersIn(answersFolder(turnFolder)));
  return numbersIn(asksFolder(turnFolder))
    .filter((number) => !answered.has(number))
    .map((number) => readAsk(turnFolder, number));
}

function readAsk(turnFolder: string, number: number): OpenAsk {
  const text = readFileSync(join(asksFolder(turnFolder), askFileName(number)), 'utf8');
  const found = askSchema.safeParse(parseJson(text));
  if (found.success) return { kind: 'ask', number, ...found.data };
  return { kind: 'unreadable', number, reason: z.prettifyError(found.error) };
}

/** Answers an ask for good; false when it has an answer already, which stands. */
export function answerAsk(turnFolder: string, number: number, answer: AskAnswer): boolean {
  makeAskFolders(turnFolder);
  return publishFile(
    join(answersFolder(turnFolder), askFileName(number)),
    `${JSON.stringify(askAnswerSchema.parse(answer))}\n`,
  );
}

export function findAnswer(turnFolder: string, number: number): AskAnswer | undefined {
  let text: string;
  try {
    text = readFileSync(join(answersFolder(turnFolder), askFileName(number)), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  return askAnswerSchema.parse(parseJson(text));
}

/** The numbers of a folder, smallest first; drafts that a killed writer left are none. */
function numbersIn(folder: string): number[] {
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
  return names
    .filter((name) => /^\d{6}\.json$/.test(name))
    .map((name) => Number(basename(name, '.json')))
    .sort((a, b) => a - b);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
