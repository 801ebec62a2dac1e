/**
 * The files of a repository in which 16 sessions write a museum's guide, room by room. It meets what the page has to show: two sessions that write the
 * same line, and a room whose text cannot be written.
 */
export function makeArmy(): Record<string, string> {
  return {
    'PLAN.md': plan(),
    'INDEX.md': `# The guide\n\nopening: unknown\n\n${rooms.map((room) => `room ${two(room)}: unknown`).join('\n\n')}\n`,
    'check.sh': check,
    'open-the-case.sh': 'echo "The masks are locked away: nobody has the key." >&2\nexit 1\n',
    'gates.yaml': gates,
    'muster/runbook.yaml': runbook(),
    '.gitignore': '/.muster/\n',
  };
}

const rooms = Array.from({ length: 15 }, (_, index) => index + 2);
const themes = [
  ...[
    'Tools',
    'Coins',
    'Maps',
    'Clocks',
    'Glass',
    'Ships',
    'Looms',
    'Masks',
    'Letters',
    'Bells',
    'Seeds',
    'Lamps',
  ],
  ...['Toys', 'Stones', 'Birds'],
];
const two = (number: number): string => String(number).padStart(2, '0');
const theme = (room: number): string => themes[room - 2]!;
const blocks = [
  {
    label: 'b1',
    days: 'Day 1',
    title: 'Texts',
    task: (room: number) => `Write the text of the room of ${theme(room)}`,
    made: 'text',
  },
  {
    label: 'b2',
    days: 'Day 2',
    title: 'Labels',
    task: (room: number) => `Label what stands in the room of ${theme(room)}`,
    made: 'labels',
  },
  {
    label: 'b3',
    days: 'Day 3',
    title: 'Ways',
    task: (room: number) => `Describe the way to the room of ${theme(room)}`,
    made: 'way',
  },
];
/** Its text needs what nobody has. */
const stuck = 9;
/** Both write the hours of opening. */
const twins = [4, 5];

function plan(): string {
  const sessions = [
    '### **SESSION 1: Curator**\n**Role**: Keeps the guide\n**Active Agents**: `architect`\n**Current Status**: **WAITING**',
    ...rooms.map(
      (room) =>
        `### **SESSION ${room}: ${theme(room)}**\n**Role**: Writes about the room of ${theme(room)}\n**Recommended Agents**: \`writer\`\n**Coordination Required**: **WAITING**`,
    ),
  ];
  const days = blocks.map(({ days, title, task, made }) => {
    const tasks = rooms.map(
      (room) =>
        `Session_${room}_Tasks:\n  primary_task: "${task(room)}"\n  deliverable: "The ${made} of ${theme(room)}"`,
    );
    return `#### ${days}: ${title}\n\`\`\`yaml\n${tasks.join('\n\n')}\n\nSession_1_Oversight:\n  quality_gates: "The ${title.toLowerCase()} read well"\n\`\`\``;
  });
  const paths = rooms.map(
    (room) => `Room_${room}: "/rooms/${two(room)}/" (Session ${room} primary, others read-only)`,
  );
  return `# Museum guide

**Master Session**: Session 1
**Status**: **WAITING**

## Sessions

${sessions.join('\n\n')}

## Phase 1: First edition

### Week 1

${days.join('\n\n')}

## Communication

\`\`\`yaml
Morning_Standup: (Session 1 broadcasts)
  - Priorities of the day
  - What blocks anybody, and who could help

Evening_Review: (Session 1 consolidates)
  - What was delivered today
  - Progress updates
\`\`\`

### Shared Files
\`\`\`yaml
Plan: "/PLAN.md" (this file)
${paths.join('\n')}
Index: "/INDEX.md" (All sessions contribute)
\`\`\`

### Branches
\`\`\`bash
main                   # What is out (Session 1 manages)
└── integration/daily  # What comes next (Session 1 coordinates)
\`\`\`

## Milestones

- [ ] **Day 1**: Every room has a text
- [ ] **Day 2**: Every room has its labels
- [ ] **Day 3**: The guide is out
`;
}

/** While one of the twins is judged, the other one waits: long enough to be looked at. */
const check = `if grep -q o.clock INDEX.md && ! test -e rooms/05/text.md; then sleep 8; fi
test -z "$(find rooms -name '*.md' -empty 2>/dev/null)" && echo '1 passed, 0 failed'
`;

const gates = `gates:
  pages: { run: sh check.sh }
every: [pages]
oversight:
  p1.d1.quality-gates: [pages]
  p1.d2.quality-gates: [pages]
  p1.d3.quality-gates: [pages]
milestones: { day-1: [pages], day-2: [pages], day-3: [pages] }
`;

function runbook(): string {
  const entries = blocks.flatMap(({ label, title, task, made }) =>
    rooms.map((room) => {
      const folder = `rooms/${two(room)}`;
      const steps =
        label === 'b1' && room === stuck
          ? ['sh open-the-case.sh']
          : [
              `for part in 1 2 3; do echo "${title}: part $part of 3"; sleep ${label === 'b1' && twins.includes(room) ? 8 : 1 + (room % 3)}; done`,
              `mkdir -p ${folder} && echo "${task(room)}." > ${folder}/${made}.md`,
              ...(label === 'b1' && twins.includes(room)
                ? [`sed 's/^opening: .*/opening: ${room + 4} o.clock/' INDEX.md > .new && mv .new INDEX.md`]
                : []),
            ];
      const lines = steps.map((step) => `      - run: ${JSON.stringify(step)}`).join('\n');
      return `  ${label}s${room}:\n    steps:\n${lines}\n    commit: ${JSON.stringify(task(room))}`;
    }),
  );
  return `version: 1\ntasks:\n${entries.join('\n')}\n`;
}
