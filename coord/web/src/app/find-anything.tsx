import { type Action, Palette, type PaletteEntry } from '@musterhq/page';
import { useQueryClient } from '@tanstack/react-query';
import { useAct } from '../actions/act-context.ts';
import { sessionActions, setBudget, stop } from '../actions/action.ts';
import type { Status } from '../live/facts.ts';
import { views } from './views.ts';

/** The palette with every view, task and, for a lead, action of the run. */
export function FindAnything({ close }: { close: () => void }) {
  const client = useQueryClient();
  const act = useAct();
  const entries = entriesOf(client.getQueryData<Status>(['status']), act);
  return <Palette entries={entries} hint="A view, a task, or what to do …" close={close} />;
}

function entriesOf(status: Status | undefined, act: ((action: Action) => void) | undefined): PaletteEntry[] {
  const actions =
    act === undefined || status === undefined
      ? []
      : [...status.sessions.flatMap(sessionActions), setBudget, stop];
  return [
    ...views.map(({ to, name }) => ({ name, kind: 'view', address: to })),
    ...(status?.tasks ?? []).map(({ id, label, session, deliverable, state }) => ({
      name: deliverable === undefined ? label : `${label} ${deliverable}`,
      kind: `Session ${session}, ${state.kind}`,
      address: `/tasks/${encodeURIComponent(id)}`,
    })),
    ...actions.map((action) => ({ name: action.title, kind: 'action', act: () => act?.(action) })),
  ];
}
