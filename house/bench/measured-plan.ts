/** Of each session, one after the other. */
export const tasksEach = 3;

/** A plan of so many sessions, each with folders and tasks of its own that wait for nobody else. */
export function planOf(sessions: number): string {
  const numbers = Array.from({ length: sessions }, (_, at) => at + 1);
  const blocks = Array.from({ length: tasksEach }, (_, at) => at + 1);
  return [
    '# Measured plan',
    '',
    '**Master Session**: Session 1',
    '',
    '## Sessions',
    ...numbers.map(
      (n) => `\n### SESSION ${n}: Seat ${n}\n**Role**: Worker\n**Active Agents**: \`backend\`\n`,
    ),
    '## Phase 1: Work',
    '### Week 1',
    ...blocks.map((block) =>
      [
        `\n#### Day ${block}: Part ${block}`,
        '```yaml',
        ...numbers.map(
          (n) =>
            `Session_${n}_Tasks:\n  primary_task: "Write part ${block} of seat ${n}"\n  deliverable: "Part ${block} of seat ${n}"`,
        ),
        '```',
      ].join('\n'),
    ),
    '\n## Shared files\n```yaml',
    ...numbers.map((n) => `Seat_${n}: "/s${n}/ (Session ${n} primary)"`),
    '```\n',
  ].join('\n');
}
