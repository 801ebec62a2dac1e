import { type Agent, modeInstructions } from '@musterhq/agents';
import { TARGET } from '@musterhq/git';
import type { Plan } from '@musterhq/plan';
import type { Grant, HandoffRow, Report } from '@musterhq/store';
import { type ConflictAhead, conflictLines } from '../forecast/conflicts-ahead.ts';
import type { Conflict } from '../read-conflict.ts';
import type { Work } from '../work.ts';
import { conflictSection } from './conflict-section.ts';

export type BriefFacts = {
  plan: Plan;
  work: Work;
  agents: Agent[];
  handoffs: HandoffRow[];
  grants: Grant[];
  reports: Report[];
  /** The newest page of each round, as it was held. */
  pages: { title: string; lines: string[] }[];
  feedback: string | undefined;
  /** The conflict that this turn has to solve. */
  conflict?: Conflict | undefined;
  integration: string;
  /** Predicted conflicts that are open now, of any session. */
  conflicts?: readonly ConflictAhead[];
};

/** All that a session needs for one task, and nothing else: computed from the store, without a model. */
export function assembleBrief(facts: BriefFacts): string {
  const { plan, work } = facts;
  const session = plan.sessions.find((candidate) => candidate.id === work.session);
  const sections = [
    [
      '',
      [
        `# ${work.label}: ${work.deliverable ?? work.text.split('\n')[0]}`,
        '',
        `Session ${work.session}${session === undefined ? '' : `, ${session.name} (${session.role})`}. Task id: ${work.id}.`,
      ],
    ],
    [
      'What came back',
      facts.feedback === undefined
        ? []
        : [
            feedbackOf(facts.feedback, facts.conflict),
            '',
            'Put this right first; the work is judged by the same checks again.',
          ],
    ],
    ['The conflict', facts.conflict === undefined ? [] : conflictSection(facts.conflict, namesOf(facts))],
    ['The task', work.text.trim().split('\n')],
    ['Deliverable', work.deliverable === undefined ? [] : [work.deliverable]],
    ['Coordination', work.coordinationPoint === undefined ? [] : [work.coordinationPoint]],
    ['How to work', work.start?.mode === undefined ? [] : modeInstructions[work.start.mode].split('\n')],
    ['Paths', pathLines(facts)],
    ['Conflicts ahead', conflictLines(work.session, aheadOf(facts), nameIn(plan))],
    ['Handed to you', handedOn(facts)],
    ['Agents', facts.agents.map((agent) => `- ${agent.name}: ${agent.description}`)],
    ['From the rounds', roundLines(facts)],
    ['Reports', facts.reports.slice(-5).map((report) => `- ${report.from} (${report.kind}): ${report.text}`)],
    [
      'When you are done',
      [
        'Leave the work in this folder; it is committed for you. To tell the others something: muster report "…" --session ' +
          work.session,
      ],
    ],
  ] as const;
  return `${sections
    .filter(([, lines]) => lines.length > 0)
    .map(([title, lines]) => (title === '' ? lines.join('\n') : `## ${title}\n\n${lines.join('\n')}`))
    .join('\n\n')}\n`;
}

/** The paths with the words of both sides stand in a section of their own, within its bounds. */
function feedbackOf(feedback: string, conflict: Conflict | undefined): string {
  const hunks = conflict === undefined ? -1 : feedback.search(/^<<<<<<< /m);
  if (hunks < 0) return feedback;
  const lines = feedback.slice(0, hunks).trimEnd().split('\n');
  return lines.slice(0, -1).join('\n').replace(/:$/, '.');
}

/** What is to be solved now is not ahead any more. */
const aheadOf = ({ conflict, conflicts = [] }: BriefFacts) =>
  conflict === undefined ? conflicts : conflicts.filter(({ session }) => session !== TARGET);

const namesOf = ({ plan, integration }: BriefFacts) => ({
  integration,
  session: nameIn(plan),
  task: (id: string) => plan.tasks.find((task) => task.id === id)?.label,
});

const nameIn = (plan: Plan) => (id: number) => {
  const session = plan.sessions.find((candidate) => candidate.id === id);
  return session === undefined ? `Session ${id}` : `Session ${id} (${session.name})`;
};

function pathLines({ plan, work, grants }: BriefFacts): string[] {
  const own = plan.resources.filter(
    (resource) => resource.ownership.kind === 'primary' && resource.ownership.session === work.session,
  );
  const shared = plan.resources.filter((resource) => resource.ownership.kind === 'shared');
  const granted = grants.filter((grant) => grant.session === work.session);
  const isMaster = work.session === plan.master;
  return [
    ...own.map((resource) => `- yours: ${resource.path}`),
    ...work.ownedPaths.map((path) => `- yours for this task: ${path}`),
    ...(isMaster ? ['- yours: every path that no other session owns'] : []),
    ...shared.map((resource) => `- shared, all may add to it: ${resource.path}`),
    ...granted.map((grant) => `- granted until ${grant.expiresAt.toISOString()}: ${grant.path}`),
    `- all other paths are refused; ask with: muster grant PATH --to ${work.session} --for 2h`,
  ];
}

function handedOn({ plan, work, handoffs }: BriefFacts): string[] {
  return plan.handoffs
    .filter((handoff) => handoff.consumer === work.id)
    .flatMap((handoff) => {
      const row = handoffs.findLast(
        (candidate) => candidate.handoff === handoff.id && candidate.state !== 'refused',
      );
      if (row === undefined) return [];
      return [
        `- ${handoff.title}, from Session ${handoff.from}, commit ${row.commit}: ${handoff.process}`,
        ...row.artifacts.map((artifact) => `  - ${artifact.path} (sha256 ${artifact.sha256.slice(0, 12)})`),
        `  It will be validated: ${handoff.validation}`,
      ];
    });
}

function roundLines({ pages, work }: BriefFacts): string[] {
  const label = work.label.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
  // Whole words: Session 1 is not told what is meant for Session 12.
  const mention = new RegExp(`(?<![\\w.-])(?:Session ${work.session}|${label})(?![\\w-])`);
  const isAboutMe = (line: string) => mention.test(line);
  return pages.flatMap((page) => {
    const lines = page.lines.filter(isAboutMe);
    return lines.length === 0 ? [] : [`${page.title}:`, ...lines];
  });
}
