import type {
  Plan,
  RequestPermissionRequest,
  SessionConfigOption,
  SessionUpdate,
  ToolCall,
  ToolCallUpdate,
} from '@agentclientprotocol/sdk';
import type { TurnIo } from '../agent-driver.ts';
import type { DriverEventBody } from '../driver-event.ts';
import type { PermissionAnswer } from './answer-permission.ts';
import { makeTextBatches } from './batch-text.ts';
import { type ToldCall, tellCall } from './told-call.ts';

const mostOfDiff = 16_384;

/** Makes events of what an agent says in a turn, and remembers what is asked about it later. */
export type UpdateReporter = {
  report(update: SessionUpdate): void;
  /** The call that a permission request is about, with all that was told of it before. */
  asked(toolCall: RequestPermissionRequest['toolCall']): ToldCall;
  answered(call: ToldCall, answer: PermissionAnswer): void;
  /** While a conversation is loaded its past is told again; nothing of that belongs to this turn. */
  whileLoading<T>(loading: Promise<T>): Promise<T>;
  /** From now on whoever is given is told of every mode that the agent takes. */
  watchMode(onMode: (mode: string) => void): void;
  flush(): void;
  lastMessage(): string;
  /** As far as the agent told it by itself. */
  mode(): string | undefined;
  costUsd(): number | undefined;
  /** Paths of the edits that the agent says it made. */
  editedPaths(): string[];
  denials(): number;
};

export function makeUpdateReporter(io: Pick<TurnIo, 'event' | 'log'>): UpdateReporter {
  const calls = new Map<string, ToldCall>();
  const text = makeTextBatches(io.event);
  let isLoading = false;
  let mode: string | undefined;
  let onMode: ((mode: string) => void) | undefined;
  let costUsd: number | undefined;
  let denials = 0;

  const tellAfterText = (body: DriverEventBody): void => {
    text.flush();
    io.event(body);
  };
  const takeTool = (update: ToolCall | ToolCallUpdate): ToldCall => {
    const known = calls.get(update.toolCallId);
    const call = tellCall(known, update);
    calls.set(call.call, call);
    if (known !== undefined && hasSameFacts(known, call)) return call;
    if (isOver(call)) io.log(`\n[${call.kind}] ${call.title}: ${call.state}\n`);
    tellAfterText(toolEvent(call));
    if (known?.state !== call.state && call.state === 'done')
      for (const diff of diffEvents(call)) io.event(diff);
    return call;
  };
  const takeMode = (taken: string | undefined): void => {
    if (taken === undefined || taken === mode) return;
    mode = taken;
    onMode?.(taken);
  };

  return {
    report(update) {
      if (update.sessionUpdate === 'current_mode_update') return takeMode(update.currentModeId);
      if (update.sessionUpdate === 'config_option_update') return takeMode(modeIn(update.configOptions));
      if (isLoading) return;
      switch (update.sessionUpdate) {
        case 'agent_thought_chunk':
          if (update.content.type === 'text') text.add('thought', update.content.text);
          return;
        case 'agent_message_chunk':
          if (update.content.type !== 'text') return;
          io.log(update.content.text);
          return text.add('message', update.content.text);
        case 'tool_call':
        case 'tool_call_update':
          takeTool(update);
          return;
        case 'plan':
          return tellAfterText(planEvent(update));
        case 'usage_update':
          if (update.cost?.currency === 'USD' && update.cost.amount >= 0) costUsd = update.cost.amount;
          return;
        case 'notice':
          return tellAfterText({
            kind: 'note',
            text: [update.title, update.description].filter(Boolean).join(': '),
          });
      }
    },
    asked: takeTool,
    answered({ call, title, paths }, { decision, reason }) {
      if (decision === 'denied') denials += 1;
      io.log(`\n[${decision}] ${title}: ${reason}\n`);
      tellAfterText({ kind: 'permission', call, title, paths, decision, by: 'policy', reason });
    },
    async whileLoading(loading) {
      isLoading = true;
      try {
        return await loading;
      } finally {
        isLoading = false;
      }
    },
    watchMode(watcher) {
      onMode = watcher;
    },
    flush: text.flush,
    lastMessage: text.lastMessage,
    mode: () => mode,
    costUsd: () => costUsd,
    editedPaths: () =>
      [...calls.values()].flatMap(({ kind, state, paths }) =>
        kind === 'edit' && state === 'done' ? paths : [],
      ),
    denials: () => denials,
  };
}

/** The value of the option that stands for the mode, where an agent has one. */
export function modeIn(options: readonly SessionConfigOption[] | null | undefined): string | undefined {
  const option = options?.find(({ category, id }) => category === 'mode' || id === 'mode');
  return option?.type === 'select' ? option.currentValue : undefined;
}

/** Nothing in it is new to a reader: agents tell of a running command with every line that it prints. */
const hasSameFacts = (before: ToldCall, after: ToldCall): boolean =>
  before.state === after.state &&
  before.title === after.title &&
  before.command === after.command &&
  before.paths.length === after.paths.length;

const isOver = ({ state }: ToldCall): boolean => state === 'done' || state === 'failed';

function toolEvent(told: ToldCall): DriverEventBody {
  const { call, title, kind, state, paths, command, output } = told;
  return {
    kind: 'tool_call',
    call,
    title,
    tool: kind,
    state,
    paths,
    ...(command === undefined ? {} : { command }),
    ...(isOver(told) && output !== '' ? { output } : {}),
  };
}

const diffEvents = ({ call, diffs }: ToldCall): DriverEventBody[] =>
  diffs.map(({ path, before, after }) => ({
    kind: 'diff',
    call,
    path,
    ...(before === undefined ? {} : { before: before.slice(0, mostOfDiff) }),
    after: after.slice(0, mostOfDiff),
    isCut: after.length > mostOfDiff || (before?.length ?? 0) > mostOfDiff,
  }));

const planStates = { pending: 'pending', in_progress: 'running', completed: 'done' } as const;

const planEvent = ({ entries }: Plan): DriverEventBody => ({
  kind: 'plan',
  entries: entries.map(({ content, status }) => ({ text: content, state: planStates[status] })),
});
