/** A seat of a new document. `folder` is the path that the session owns, without the leading slash. */
export type NewSession = {
  name: string;
  role: string;
  agents: readonly string[];
  functions: readonly string[];
  folder: string;
};

export type NewDocumentOptions = {
  title: string;
  /** How many sessions, the coordinating one included, or who they are, the master first. */
  sessions: number | readonly NewSession[];
  weeks: number;
  /** ISO date. */
  created?: string;
};

const coordination: NewSession = {
  name: 'Coordination',
  role: 'Master coordinator and architect',
  agents: ['architect', 'security', 'qa'],
  functions: ['Plan and priorities', 'Review and integration of all work'],
  folder: 'docs/',
};

const team: readonly NewSession[] = [
  {
    name: 'Content',
    role: 'Writing and presentation',
    agents: ['writer', 'frontend', 'mentor'],
    functions: ['Texts and templates', 'Consistent words and style'],
    folder: 'content/',
  },
  {
    name: 'Backend',
    role: 'Interfaces and operation',
    agents: ['backend', 'devops', 'performance'],
    functions: ['Interfaces and data', 'Deployment and reliability'],
    folder: 'src/',
  },
  {
    name: 'Analytics',
    role: 'Measurement and improvement',
    agents: ['analyzer', 'qa', 'performance'],
    functions: ['Measurement of what the others build', 'Recommendations from it'],
    folder: 'analytics/',
  },
  {
    name: 'Frontend',
    role: 'Pages and interaction',
    agents: ['frontend', 'performance', 'qa'],
    functions: ['Pages and their behaviour', 'Accessibility'],
    folder: 'web/',
  },
  {
    name: 'Security',
    role: 'Threats and safeguards',
    agents: ['security', 'backend', 'qa'],
    functions: ['Review of what is reachable', 'Secrets and permissions'],
    folder: 'security/',
  },
  {
    name: 'Operations',
    role: 'Build, delivery and watch',
    agents: ['devops', 'backend', 'analyzer'],
    functions: ['Build and delivery', 'Alerts and recovery'],
    folder: 'deploy/',
  },
  {
    name: 'Upkeep',
    role: 'Clean-up without change of behaviour',
    agents: ['refactorer', 'analyzer', 'qa'],
    functions: ['Simpler code', 'Tests where there are none'],
    folder: 'tools/',
  },
];

/** A coordination document to begin with: it compiles without a warning, and a person then puts the real work in. */
export function newDocument(options: NewDocumentOptions): string {
  const sessions = sessionsOf(options.sessions);
  const weeks = Array.from({ length: options.weeks }, (_, at) => at + 1);
  const parts = [
    header(options, sessions),
    section('Sessions and roles', sessions.map(sessionText)),
    section(
      'Phase 1: First results',
      weeks.map((week) => weekText(week, sessions)),
    ),
    section('Communication', [roundsText, ...handoffsText(sessions)]),
    section('Shared files and branches', [resourcesText(sessions), branchesText(sessions)]),
    section('Milestones', [...weeks.map(milestonesText), gatesText]),
    statusText,
  ];
  return `${parts.join('\n\n---\n\n')}\n`;
}

function sessionsOf(sessions: NewDocumentOptions['sessions']): readonly NewSession[] {
  if (typeof sessions !== 'number') return sessions;
  const workers = Array.from({ length: Math.max(0, sessions - 1) }, (_, at): NewSession => {
    const seat = team[at % team.length]!;
    const turn = Math.floor(at / team.length) + 1;
    if (turn === 1) return seat;
    return { ...seat, name: `${seat.name} ${turn}`, folder: seat.folder.replace('/', `-${turn}/`) };
  });
  return [coordination, ...workers];
}

function section(title: string, parts: readonly string[]): string {
  return [`## ${title}`, ...parts].join('\n\n');
}

function header({ title, created }: NewDocumentOptions, [master]: readonly NewSession[]): string {
  const lines = [
    `**Master Session**: Session 1 (${master?.name ?? coordination.name})  `,
    ...(created ? [`**Created**: ${created}  `] : []),
    '**Status**: Ready to start',
  ];
  return `# ${oneLine(title)}\n\n${lines.join('\n')}`;
}

function sessionText(session: NewSession, at: number): string {
  return [
    `### Session ${at + 1}: ${session.name}`,
    `**Role**: ${session.role}  `,
    `**${at === 0 ? 'Active' : 'Recommended'} Agents**: ${session.agents.map((agent) => `\`${agent}\``).join(', ')}  `,
    '**Primary Functions**:',
    ...session.functions.map((words) => `- ${words}`),
    '',
    '**Current Status**: Waiting for its first task',
  ].join('\n');
}

type Seat = { session: NewSession; number: number };

/** Two blocks a week: the work, then a look at what the others made of it. */
function weekText(week: number, sessions: readonly NewSession[]): string {
  const firstDay = week * 7 - 6;
  const workers = sessions
    .map((session, at) => ({ session, number: at + 1 }))
    .filter(({ number }) => number > 1);
  // A master that is alone does the work itself.
  const seats = workers.length > 0 ? workers : [{ session: sessions[0] ?? coordination, number: 1 }];
  return [
    `### Week ${week}`,
    blockText(firstDay, firstDay + 3, 'Build', [
      ...seats.map((seat) => buildTask(week, seat)),
      oversightText(`Every result of week ${week} is there and its tests pass`),
    ]),
    blockText(firstDay + 4, firstDay + 6, 'Verify', [
      ...seats.map((seat) => verifyTask(week, seat, seats)),
      oversightText(`The results of week ${week} work together`),
    ]),
  ].join('\n\n');
}

function blockText(firstDay: number, lastDay: number, title: string, entries: readonly string[]): string {
  return `#### Day ${firstDay}-${lastDay}: ${title}\n\`\`\`yaml\n${entries.join('\n\n')}\n\`\`\``;
}

function buildTask(week: number, { session, number }: Seat): string {
  return [
    `Session_${number}_Tasks:`,
    ...(session.agents[0] ? [`  agent_activation: "ca activate ${session.agents[0]}"`] : []),
    '  primary_task: |',
    `    Build what ${session.name} is to deliver in week ${week}.`,
    `    Say here which files in ${session.folder} and how they are checked.`,
    `  deliverable: ${quoted(`${session.name} results of week ${week}`)}`,
    `  produces: [${resultName(week, session)}]`,
  ].join('\n');
}

function verifyTask(week: number, { session, number }: Seat, seats: readonly Seat[]): string {
  const others = seats.filter((seat) => seat.number !== number).map((seat) => resultName(week, seat.session));
  return [
    `Session_${number}_Tasks:`,
    '  primary_task: |',
    `    Verify the ${session.name} results of week ${week} together with those of the other sessions.`,
    '    Mend what does not hold.',
    `  deliverable: ${quoted(`Verified ${session.name} results of week ${week}`)}`,
    ...(others.length > 0 ? [`  consumes: [${others.join(', ')}]`] : []),
  ].join('\n');
}

function resultName(week: number, session: NewSession): string {
  return `${slug(session.name)}-week-${week}`;
}

function oversightText(criterion: string): string {
  return `Session_1_Oversight:\n  quality_gates: ${quoted(criterion)}`;
}

const roundsText = `### Daily rounds
\`\`\`yaml
Morning_Standup (Session 1 broadcasts):
  - Priorities and aims of the day
  - Dependencies between sessions, and what blocks them

Midday_Sync (All sessions report):
  - Progress towards the next milestone
  - Technical blockers and requests for assistance

Evening_Review (Session 1 consolidates):
  - Status of each deliverable
  - Assignments for the next day
\`\`\``;

/** One to show the form. A handoff makes its receiver wait, so a document of many would do one thing at a time. */
function handoffsText([, from, to]: readonly NewSession[]): string[] {
  if (!from || !to) return [];
  const entry = [
    `${keyOf(from.name)}_to_${keyOf(to.name)}_Handoff:`,
    `  trigger: ${quoted(`Session 2 completes ${from.name} results of week 1`)}`,
    `  process: ${quoted('Session 2 commits its results → Session 3 builds on them')}`,
    `  validation: ${quoted(`Session 1 validates that ${to.name} works with the ${from.name} results`)}`,
  ];
  return [`### Handoffs\n\`\`\`yaml\n${entry.join('\n')}\n\`\`\``];
}

function resourcesText(sessions: readonly NewSession[]): string {
  const lines = sessions.map(
    ({ name, folder }, at) =>
      `${keyOf(name)}_Files: "/${folder} (Session ${at + 1} primary, others read-only)"`,
  );
  return `### Shared files\n\`\`\`yaml\n${lines.join('\n')}\n\`\`\``;
}

function branchesText(sessions: readonly NewSession[]): string {
  const names = [
    'main',
    ...sessions.slice(1).map(({ name }, at) => branchName(at + 2, name)),
    'integration/daily',
  ];
  const width = Math.max(...names.map((name) => name.length));
  const lines = names.map((name, at) => {
    const twig = at === 0 ? '' : at === names.length - 1 ? '└── ' : '├── ';
    const purpose =
      at === 0
        ? 'Accepted work (Session 1 manages)'
        : at === names.length - 1
          ? 'Daily integration branch (Session 1 coordinates)'
          : `Work of Session ${at + 1}`;
    return `${(twig + name).padEnd(width + 5)}# ${purpose}`;
  });
  return `### Branches\n\`\`\`bash\n${lines.join('\n')}\n\`\`\``;
}

function milestonesText(week: number): string {
  return [
    `### Week ${week} targets`,
    `- [ ] **Day ${week * 7 - 3}**: First results of week ${week} built`,
    `- [ ] **Day ${week * 7}**: Results of week ${week} verified together`,
  ].join('\n');
}

const gatesText = `### Quality gates (Session 1 validates)
- [ ] **Tests**: All tests pass
- [ ] **Security**: No secret in the repository`;

const statusText = `**Session 1 Status**: Ready  
**Coordination Framework**: Ready  
**Next Phase**: Not started`;

function oneLine(words: string): string {
  return words.replace(/\s+/g, ' ').trim();
}

function quoted(words: string): string {
  return JSON.stringify(oneLine(words));
}

function keyOf(name: string): string {
  return name.match(/[\p{L}\p{N}]+/gu)?.join('_') ?? 'Session';
}

function slug(name: string): string {
  return keyOf(name).toLowerCase().replaceAll('_', '-');
}

/** Letters that git hosts and shells show everywhere. */
function branchName(session: number, name: string): string {
  const words =
    name
      .normalize('NFKD')
      .replace(/\p{M}/gu, '')
      .toLowerCase()
      .match(/[a-z0-9]+/g) ?? [];
  return ['session', session, ...words].join('-');
}
