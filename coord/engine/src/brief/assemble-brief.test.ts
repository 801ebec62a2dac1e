import { fileURLToPath } from 'node:url';
import { expectGolden } from '@musterhq/testing';
import { describe, expect, test } from 'vitest';
import { launchPlan } from '../../test/documents.ts';
import { at, compilePlan, makeAssignment, makeHandoffRow } from '../../test/make-facts.ts';
import { workOf } from '../work.ts';
import { assembleBrief } from './assemble-brief.ts';
import type { BriefFacts } from './brief-facts.ts';
import { loadTokenCounter } from './count-tokens.ts';

const plan = compilePlan(launchPlan);
const golden = (name: string) => fileURLToPath(new URL(`../../test/golden/${name}`, import.meta.url));
const workAt = (label: string) => workOf(plan, []).find((work) => work.label === label)!;

function factsOf(label: string, parts: Partial<BriefFacts> = {}): BriefFacts {
  return {
    plan,
    work: workAt(label),
    agents: [],
    handoffs: [],
    grants: [],
    reports: [],
    pages: [],
    feedback: undefined,
    integration: 'integration/daily',
    ...parts,
  };
}

const count = await loadTokenCounter();
const room = { tokens: 3_000, count };
const textOf = (facts: BriefFacts) => assembleBrief(facts, room).text;

const writer = {
  name: 'devops',
  description: 'Keeps it up while everybody is asleep',
  instructions: 'Long instructions that the driver installs itself.',
  text: '',
  file: 'agents/devops.md',
};

describe('[E28] a brief', () => {
  test('says the words of a conflict once, in their own section, and what is to be solved now is not ahead', () => {
    const hunks = '<<<<<<< aa\nmine\n=======\nyours\n>>>>>>> bb';
    const ahead = { session: 0, other: 3, commit: 'i', otherCommit: 'o', paths: [] };
    const told = textOf(
      factsOf('b1s3', {
        feedback: `The work conflicts with what is on integration/daily by now:\na.md (contents):\n${hunks}\n${hunks}\nb.md (binary)`,
        conflict: {
          way: 'laid',
          theirs: 'b',
          paths: [{ path: 'a.md', reason: 'contents', hunks, landed: [] }],
        },
        conflicts: [ahead],
      }),
    );
    expect(told).toContain('The work conflicts with what is on integration/daily by now.\n\nPut this right');
    expect(told).not.toContain(hunks);
    expect(told).toContain('## The conflict');
    expect(told).not.toContain('## Conflicts ahead');
  });

  test('holds all that a session needs for its task: what came back, the task, paths, handoffs, agents, rounds', () => {
    const brief = textOf(
      factsOf('b1s3', {
        agents: [writer],
        feedback: "The gate 'unit' ended as failed, exit code 1. The end of its output:\n1 passed, 1 failed",
        handoffs: [
          makeHandoffRow({
            handoff: 'content-to-api-handoff',
            state: 'taken',
            commit: '1f00000000000000000000000000000000000001',
            artifacts: [{ path: 'content_templates/calendar.json', sha256: 'ab'.repeat(32) }],
          }),
        ],
        grants: [
          {
            id: 'g1',
            path: 'package.json',
            session: 3,
            reason: 'one dependency',
            grantedBy: 'lead',
            grantedAt: at(0),
            expiresAt: at(50),
          },
          {
            id: 'g2',
            path: 'README.md',
            session: 2,
            reason: 'not for this one',
            grantedBy: 'lead',
            grantedAt: at(0),
            expiresAt: at(50),
          },
        ],
        reports: [
          {
            id: 7,
            at: at(3),
            from: 'Session 2',
            session: 2,
            kind: 'progress',
            text: 'half of the posts are in',
          },
        ],
        pages: [
          {
            title: 'Morning Standup, day-1',
            lines: ['- Session 3, b1s3: starts now', '- Session 2, b1s2: done'],
          },
        ],
      }),
    );
    expectGolden(golden('brief.md'), brief);
  });

  test('says nothing where there is nothing to say', () => {
    const headings = [...textOf(factsOf('b2s2')).matchAll(/^## (.*)$/gm)].map((match) => match[1]);
    expect(headings).toEqual(['The task', 'Deliverable', 'Paths', 'When you are done']);
  });

  test('tells a session what the rounds said of it, not of its other tasks, nor of one whose number begins alike', () => {
    const lines = [
      '- Session 30 is late',
      '- b1s30 waits',
      '- Session 3 is early',
      '- b1s3 is open',
      '- Session 3, b2s3 waits',
      '- b2s3 waits for b1s3',
      '- Sessions rest',
    ];
    const brief = textOf(factsOf('b1s3', { pages: [{ title: 'Sync', lines }] }));
    expect(brief).toContain('Sync:\n- Session 3 is early\n- b1s3 is open\n- b2s3 waits for b1s3\n\n');
    expect(brief).not.toMatch(/30|Sessions rest/);
  });

  test('leaves out a page that says nothing of the session', () => {
    const pages = [{ title: 'Sync', lines: ['- Session 2 is early'] }];
    expect(textOf(factsOf('b1s3', { pages }))).not.toContain('Sync');
  });

  test('hands on the newest delivery that was not refused', () => {
    const rows = [
      makeHandoffRow({ handoff: 'content-to-api-handoff', commit: 'first' }),
      makeHandoffRow({ handoff: 'content-to-api-handoff', delivery: 2, commit: 'second' }),
      makeHandoffRow({ handoff: 'content-to-api-handoff', delivery: 3, state: 'refused', commit: 'third' }),
    ];
    const brief = textOf(factsOf('b1s3', { handoffs: rows }));
    expect(brief).toContain('commit second');
    expect(brief).not.toMatch(/commit (first|third)/);
  });

  test("tells the master that what nobody owns is the master's", () => {
    const line = 'yours: every path that no other session owns';
    expect(textOf(factsOf('b3s1'))).toContain(line);
    expect(textOf(factsOf('b1s3'))).not.toContain(line);
  });

  test('[C5] tells of the conflicts ahead of its session, and names whom they are with', () => {
    const conflict = {
      session: 2,
      other: 3,
      commit: 'c2'.repeat(20),
      otherCommit: 'c3'.repeat(20),
      paths: [{ path: 'calendar.json', reason: 'contents' }],
    };
    const other = plan.sessions.find((session) => session.id === 2)!;
    const told = textOf(factsOf('b1s3', { conflicts: [conflict] }));
    expect(told).toContain(
      `## Conflicts ahead\n\n- with Session 2 (${other.name}), commit c2c2c2c2c2:\n  - calendar.json (contents)\n`,
    );
    const apart = textOf(factsOf('b1s3', { conflicts: [{ ...conflict, other: 4 }] }));
    expect(apart).not.toContain('Conflicts ahead');
  });

  test('of a task given by hand adds what its mode asks for', () => {
    const assignment = makeAssignment({
      id: 'a1',
      session: 2,
      text: 'Read the landing page',
      mode: 'review',
    });
    const work = workOf(plan, [assignment])[0]!;
    const brief = textOf(factsOf('b1s3', { work }));
    expect(brief).toMatch(/^# Task a1\n/);
    expect(brief.match(/Read the landing page/g)).toHaveLength(1);
    expect(brief).toContain('## How to work\n\nMode: review.');
  });

  test('[T1] tells of the work that it builds on by reference, without the one who handed something over', () => {
    const landed = {
      session: 2,
      commit: 'abcdef0123456789',
      summary: 'Fill the calendar',
      artifacts: ['a.json'],
    };
    const told = textOf(
      factsOf('b1s3', {
        upstream: [
          { ...landed, task: 'p4.d1-2.s2', label: 'b1s2' },
          { ...landed, task: 'p3.d1.s2', label: 'b0s2' },
        ],
      }),
    );
    expect(told).toContain(
      '## What it builds on\n\n- b0s2 (Session 2), commit abcdef0123: Fill the calendar\n  a.json\n',
    );
    expect(told).not.toContain('b1s2 (Session');
  });

  test('[T1] says what a session wrote to the next one, and which files it told of', () => {
    const told = textOf(
      factsOf('b1s3', {
        handoffs: [makeHandoffRow({ handoff: 'content-to-api-handoff', state: 'taken' })],
        notes: [{ handoff: 'content-to-api-handoff', summary: 'Hours are in UTC', paths: [] }],
        published: [
          { path: 'x/y.json', sha256: 'cd'.repeat(32), session: 2, summary: 'The shape of a post' },
        ],
      }),
    );
    expect(told).toContain('  Session 2 says: Hours are in UTC\n');
    expect(told).toContain('- x/y.json (sha256 cdcdcdcdcdcd), from Session 2: The shape of a post');
  });

  test('[R2] counts for reuse by what was asked and handed over, not by when and by what is said meanwhile', () => {
    const moment = {
      pages: [{ title: 'Sync', lines: ['- b1s3 is open'] }],
      reports: [{ id: 1, at: at(1), from: 'Session 2', session: 2, kind: 'progress', text: 'half' }],
      grants: [],
    };
    const row = { handoff: 'content-to-api-handoff', artifacts: [{ path: 'a', sha256: 'ab'.repeat(32) }] };
    const inputsOf = (parts: Partial<BriefFacts>) => assembleBrief(factsOf('b1s3', parts), room).inputs;
    const first = inputsOf({ ...moment, handoffs: [makeHandoffRow({ ...row, commit: 'one' })] });
    expect(inputsOf({ handoffs: [makeHandoffRow({ ...row, commit: 'other' })] })).toEqual(first);
    const other = { ...row, artifacts: [{ path: 'a', sha256: 'cd'.repeat(32) }] };
    expect(inputsOf({ handoffs: [makeHandoffRow(other)] })).not.toEqual(first);
    const answer = { id: 2, at: at(2), from: 'Ada', session: null, kind: 'answer', text: 'blue' };
    expect(inputsOf({ handoffs: [makeHandoffRow(row)], reports: [answer] })).not.toEqual(first);
  });
});
