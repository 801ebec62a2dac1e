import type { Desk, MeterVendor } from '@musterhq/desk';
import type { AgentError, DriverEventBody } from '../driver-event.ts';
import type { HeadlessOptions, HeadlessProfileName } from './headless-options.ts';

/** Facts of one turn that an agent's command line depends on. */
export type HeadlessTurn = {
  options: HeadlessOptions;
  /** The vendor's name of the conversation to go on with. */
  conversation: string | undefined;
  isFenced: boolean;
};

/** How a run ended, as far as its lines told. */
export type LinesEnd = {
  /** The last thing that it said. */
  said: string;
  /** It told of its own end; without that it has crashed. */
  isComplete: boolean;
  error?: AgentError;
  /** Why the turn was cut short, where that is no error. */
  cut?: string;
  /** It did not know the conversation that it should go on with. */
  isConversationUnknown: boolean;
};

/** Turns the lines of one run into events; what it remembers is gone with the run. */
export type LineReader = {
  /** Events of one line; of a kind that is not known there are none. */
  read(line: unknown): DriverEventBody[];
  /** `stderr` is the end of what the program printed there. */
  end(stderr: string): LinesEnd;
};

/** What is known of one agent that prints JSON lines. Seen 2026-11-22 with the pinned versions. */
export type HeadlessProfile = {
  name: HeadlessProfileName;
  pinned: { package: string; version: string; program: string };
  vendor: MeterVendor;
  /** The variable in which it looks for its key when it is told of no other. */
  keyVariable: string;
  args(turn: HeadlessTurn): string[];
  /** Files of its own HOME, by their path in it; written before every turn. */
  homeFiles(options: HeadlessOptions, desk: Pick<Desk, 'hookSettings'>): Record<string, string>;
  env(options: HeadlessOptions): Record<string, string>;
  makeReader(turn: HeadlessTurn): LineReader;
};
