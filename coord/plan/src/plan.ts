/** A stretch of the document: offsets in UTF-16 code units, half open, with the 1-based place of its start. */
export type SourceRange = { start: number; end: number; line: number; column: number };

/** One finding of a named rule. `fix` says in words what to do; `plan check --fix` applies the ones that carry an edit. */
export type Diagnostic = {
  rule: string;
  severity: 'error' | 'warning' | 'info';
  message: string;
  line: number;
  column: number;
  fix?: string;
  edit?: { start: number; end: number; text: string };
};

/** A seat of the team. `id` is the number in the document (Session 1 is 1). */
export type Session = {
  id: number;
  name: string;
  role: string;
  isMaster: boolean;
  /** Agents the session starts with, in the document's order, whether it calls them active or recommended. */
  agents: string[];
  functions: string[];
  range: SourceRange;
};

/** A line such as `**Current Status**: …`; `value` is the stretch that write-back may replace. */
export type StatusLine = {
  id: string;
  label: string;
  subject:
    | { kind: 'plan' }
    | { kind: 'session'; session: number }
    | { kind: 'framework' }
    | { kind: 'next_phase' };
  text: string;
  value: SourceRange;
};

export type Phase = { id: string; title: string; range: SourceRange };
export type Week = { id: string; phase: string; number: number; title: string; range: SourceRange };

/** A day range, both ends included, counted from day 1 of the plan. */
export type Block = {
  /** Stable under edits elsewhere: from phase and days, e.g. `p4.d1-2`; an `id` key in the block wins. */
  id: string;
  /** The Nth block in reading order, `b1` first. For people; it moves when blocks are inserted. */
  label: string;
  phase: string;
  week: string;
  title: string;
  firstDay: number;
  lastDay: number;
  range: SourceRange;
};

/** A command of `agent_activation`: presets replace the active set, activations add to it. */
export type ActivationStep = { kind: 'preset' | 'activate' | 'deactivate'; name: string };

/** Why one task waits for another, with the words and the line it was read from. */
export type Dependency = {
  task: string;
  reason: 'own_order' | 'coordination_point' | 'handoff' | 'depends_on' | 'consumes';
  phrase: string;
  line: number;
  /** Weaker reasons for the same edge. */
  also?: { reason: Dependency['reason']; phrase: string; line: number }[];
};

export type Task = {
  /** `<block id>.s<session>`, e.g. `p4.d1-2.s2`; an `id` key wins. */
  id: string;
  /** `b1s2`: Nth block, session. For people. */
  label: string;
  block: string;
  session: number;
  firstDay: number;
  lastDay: number;
  text: string;
  deliverable?: string;
  coordinationPoint?: string;
  activation: ActivationStep[];
  /** The session's active agents once `activation` has run. */
  agents: string[];
  /** The `cs "…" MODE` start command of the last section, where this is the session's first task. */
  start?: StartCommand;
  dependsOn: Dependency[];
  produces: string[];
  consumes: string[];
  gates: string[];
  /** Larger goes first; 0 where the document says nothing. */
  priority: number;
  budgetTokens?: number;
  timeoutMs?: number;
  /** Who takes the task's turns, by its name in the configuration; `model` is a name of that driver's. */
  driver?: string;
  model?: string;
  /** Paths that this task may write beside its session's own. */
  ownedPaths: string[];
  /** Keys the language does not know, kept as they stand. */
  extra: Record<string, unknown>;
  range: SourceRange;
};

export type Mode = 'coding' | 'writing' | 'analysis' | 'review';

/** `activation` holds the `ca` commands around it; they count where the task has no `agent_activation` of its own. */
export type StartCommand = {
  text: string;
  mode?: Mode;
  asAgents: boolean;
  line: number;
  activation: ActivationStep[];
};

/** What the master checks in a block; `id` is `<block id>.<key>` in kebab case, e.g. `p4.d1-2.quality-gates`. */
export type OversightCheck = { id: string; key: string; text: string; line: number };
export type Oversight = {
  id: string;
  block: string;
  session: number;
  checks: OversightCheck[];
  range: SourceRange;
};

export type AgendaItem = { text: string; line: number };
export type Round = {
  /** `morning-standup`, from the key. */
  id: string;
  title: string;
  /** Wall-clock hour of the plan's day as `HH:MM`: from an `at` key, else from the word morning, midday or evening. */
  at: string;
  speaker: { kind: 'session'; session: number; verb: string } | { kind: 'all'; verb: string };
  agenda: AgendaItem[];
  range: SourceRange;
};

export type Handoff = {
  id: string;
  title: string;
  trigger: string;
  process: string;
  validation: string;
  from: number;
  to: number;
  validator: number;
  /** The task of `from` that the trigger names, and the first task of `to` that waits for it; absent when none matches. */
  producer?: string;
  consumer?: string;
  range: SourceRange;
};

export type Resource = {
  id: string;
  /** Repository path without the leading slash; a folder ends in `/`. */
  path: string;
  ownership: { kind: 'primary'; session: number } | { kind: 'shared' };
  /** The words the ownership was read from, e.g. `Session 2 primary, others read-only`. */
  phrase: string;
  /** The document itself, wherever it lies. */
  isDocument?: true;
  range: SourceRange;
};

export type Branch = {
  name: string;
  purpose: string;
  role: 'main' | 'integration' | 'session';
  session: number;
  /** The document names no such branch; the name was made from the session's. */
  isDefault?: true;
  range: SourceRange;
};

export type TokenStrategy = { id: string; group: string; key: string; text: string; line: number };

export type Milestone = {
  /** `day-2`; a second one of the same day gets the slug of its text added. */
  id: string;
  day: number;
  text: string;
  isChecked: boolean;
  /** The single character between the brackets. */
  box: SourceRange;
  range: SourceRange;
};

export type QualityGate = {
  /** Slug of its name, e.g. `system-reliability`. */
  id: string;
  name: string;
  text: string;
  threshold?: { comparison: '<' | '<=' | '>' | '>='; value: number; unit: '%' | 'ms' | 's' | '' };
  /** The session that decides whether it holds. */
  validator: number;
  isChecked: boolean;
  box: SourceRange;
  range: SourceRange;
};

/** The generated progress region, markers included; absent until the first write-back. */
export type ProgressRegion = { range: SourceRange };

export type SectionHolding =
  | 'header'
  | 'sessions'
  | 'phases'
  | 'weeks'
  | 'blocks'
  | 'tasks'
  | 'oversights'
  | 'rounds'
  | 'handoffs'
  | 'resources'
  | 'branches'
  | 'tokenStrategies'
  | 'milestones'
  | 'qualityGates'
  | 'statusLines'
  | 'startCommands';

/** A heading of the document and what was read under it, before the next heading. */
export type Section = { title: string; depth: number; holds: SectionHolding[]; range: SourceRange };

/** A key that the language does not know, as it stands: `path` is where, e.g. `Content_to_API_Handoff.colour`. */
export type ExtraEntry = { path: string; value: unknown; line: number };

export type Plan = {
  title: string;
  /** A second heading right below the title. */
  subtitle?: string;
  /** ISO date of `Created`, history only. */
  created?: string;
  sessions: Session[];
  master: number;
  phases: Phase[];
  weeks: Week[];
  blocks: Block[];
  tasks: Task[];
  oversights: Oversight[];
  rounds: Round[];
  handoffs: Handoff[];
  resources: Resource[];
  branches: Branch[];
  tokenStrategies: TokenStrategy[];
  milestones: Milestone[];
  qualityGates: QualityGate[];
  statusLines: StatusLine[];
  sections: Section[];
  extra: ExtraEntry[];
  progress?: ProgressRegion;
};

/** Answer of the compiler: it always answers, with as much of a plan as could be read. */
export type Compilation = { plan: Plan; diagnostics: Diagnostic[] };
