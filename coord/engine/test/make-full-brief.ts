import type { Plan } from '@musterhq/plan';
import type { BriefFacts } from '../src/brief/brief-facts.ts';
import { workOf } from '../src/work.ts';
import { at, makeComment, makeHandoffRow } from './make-facts.ts';

/** Facts of b1s3 of the launch plan in a turn in which there is something to say in every section, each thing in one of them. */
export function makeFullBrief(plan: Plan): BriefFacts {
  const hunks = '<<<<<<< aa\nmine\n=======\npost at the hour of the platform\n>>>>>>> bb';
  return {
    plan,
    work: workOf(plan, []).find(({ label }) => label === 'b1s3')!,
    agents: [
      {
        name: 'devops',
        description: 'Keeps it up while everybody is asleep',
        instructions: 'Long instructions that the driver installs itself.',
        text: '',
        file: 'agents/devops.md',
      },
    ],
    feedback: "The gate 'unit' ended as failed, exit code 1. The end of its output:\n1 passed, 1 failed",
    conflict: {
      way: 'laid',
      theirs: 'bb00000000',
      paths: [{ path: 'test-integration.js', reason: 'contents', hunks, landed: [] }],
    },
    conflicts: [
      {
        session: 3,
        other: 4,
        commit: 'c3',
        otherCommit: 'c4',
        paths: [{ path: 'package.json', reason: 'contents' }],
      },
    ],
    handoffs: [
      makeHandoffRow({
        handoff: 'content-to-api-handoff',
        state: 'taken',
        commit: '1f00000000000000000000000000000000000001',
        artifacts: [{ path: 'content_templates/calendar.json', sha256: 'ab'.repeat(32) }],
      }),
    ],
    upstream: [
      {
        task: 'p3.d1.s4',
        label: 'b0s4',
        session: 4,
        commit: '2f00000000000000000000000000000000000002',
        summary: 'Name every event once',
        artifacts: [],
      },
    ],
    grants: [],
    reports: [
      { id: 7, at: at(3), from: 'Ada', session: null, kind: 'answer', text: 'post to the sandbox alone' },
    ],
    asked: makeAsked(),
    comments: [makeComment()],
    pages: [{ title: 'Morning Standup, day-1', lines: ['- Session 3, b1s3: the queue comes first'] }],
    integration: 'integration/daily',
    repository: {
      owned: ['src/queue.js', 'src/README.md'],
      read: ['content_templates/brand.json', 'content_templates/platforms.json'],
      touched: ['src/queue.js'],
      names: [{ path: 'src/queue.js', names: ['nextPost', 'Queue'] }],
    },
  };
}

function makeAsked(): NonNullable<BriefFacts['asked']> {
  const of = { at: at(4), session: 3 };
  const answer = { ...of, id: 9, from: 'Session 1', text: 'the one of the brand' };
  return {
    questions: [{ ...of, id: 8, task: 'p4.d1-2.s3', text: 'Which account posts?', answer }],
    answers: [answer],
  };
}
