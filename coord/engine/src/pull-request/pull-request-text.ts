import type { Plan } from '@musterhq/plan';
import type { Judged } from '../review.ts';

/** GitHub takes 65,536 characters; reasons are cut to a line each, and a plan with thousands of gates to this. */
const longestBody = 60_000;

/** Title and text of the pull request in which a review asks for `main` to be moved. */
export function pullRequestText({
  plan,
  run,
  review,
  judged,
}: {
  plan: Plan;
  run: string;
  review: { name: string };
  judged: Pick<Judged, 'judgements'>;
}): { title: string; body: string } {
  const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll(/\s+/g, ' ').trim();
  const rows = judged.judgements.map(({ kind, id, text, outcome, reason, gates }) => {
    const evidence = gates.map(({ gate, outcome: one, standing }) =>
      standing?.kind === 'overridden'
        ? `${gate} ${one}, overridden by ${standing.by}: ${standing.why}`
        : `${gate} ${one}`,
    );
    const why = evidence.length > 0 ? evidence.join(', ') : (reason?.split('\n')[0] ?? '');
    return `| ${kind} | ${cell(id)} | ${cell(text)} | ${outcome} | ${cell(why)} |`;
  });
  const lines = [
    `The review ${review.name} of run ${run} holds nothing back. All of this is integrated and was judged as it stands on this branch.`,
    '',
    '| Gate | Id | What it asks | Outcome | Evidence |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
    '',
    `Once it is merged, \`muster resume\` brings the local main branch along and goes on. Later reviews of the run push to the same branch.`,
  ];
  const body = lines.join('\n');
  return {
    title: `${plan.title}: ${review.name} of run ${run}`,
    body: body.length <= longestBody ? body : `${body.slice(0, longestBody)}\n\n(cut)`,
  };
}
