import type { Tone } from '@musterhq/page';

const tones: Record<string, Tone> = {
  // Work and sessions
  working: 'working',
  submitted: 'landing',
  done: 'done',
  rework: 'care',
  paused: 'care',
  blocked: 'red',
  waiting: 'waits',
  early: 'waits',
  ready: 'waits',
  idle: 'waits',
  // Runs
  running: 'working',
  finished: 'done',
  stopped: 'care',
  abandoned: 'red',
  // Turns
  judging: 'working',
  sent_back: 'care',
  reopened: 'care',
  reverted: 'care',
  integrated: 'done',
  failed: 'red',
  timed_out: 'red',
  crashed: 'red',
  // Gates and milestones
  passed: 'done',
  red: 'red',
  overridden: 'care',
  unbound: 'care',
  waived: 'care',
  error: 'red',
  open: 'waits',
  // Handoffs
  offered: 'landing',
  taken: 'working',
  accepted: 'done',
  refused: 'red',
  // The landing queue
  merging: 'landing',
  failing: 'red',
  gating: 'working',
  green: 'done',
  doubtful: 'care',
  // Reviews
  landed: 'done',
  held: 'care',
};

export const toneOf = (state: string): Tone => tones[state] ?? 'waits';
