import { correct, readWhole, reconcile } from '@musterhub/api';
import {
  endSeenAlert,
  type Publication,
  readFence,
  readOpenAlerts,
  readPublications,
  reopenPublication,
  resumeEverything,
  settleByPerson,
  setWish,
  stopEverything,
  wakePublications,
  wantsToBeSeen,
} from '@musterhub/store';
import type { Environment } from '../environment.ts';
import { HubError } from '../hub-error.ts';
import { noteAction } from '../note-action.ts';
import { withHub } from '../open-hub.ts';
import { print } from '../print.ts';
import { readText } from '../read-input.ts';

type Flags = { json?: boolean };

/** What went out, waits or needs a person; of one publication every call. */
export async function publishStatus(
  environment: Environment,
  id: string | undefined,
  flags: Flags,
): Promise<void> {
  await withHub(environment, async ({ hub, fedBy: feed }) => {
    if (id !== undefined) {
      const whole = await readWhole(hub, id);
      return print(whole, flags.json, ({ state, reason, url, verification, attempts }) => [
        `${id}: ${state}${reason === null ? '' : `, ${reason}`}${url === null ? '' : ` ${url}`}`,
        `verified: ${verification}`,
        ...attempts.map(
          ({ number, call, state: outcome, begunAt, error, cause }) =>
            `  ${number}  ${begunAt}  ${call}  ${outcome}${error === null ? '' : `: ${error.message}`}${cause === null ? '' : ` (${cause})`}`,
        ),
      ]);
    }
    const rows = await readPublications(hub.store.database);
    const fence = await readFence(hub.store.database);
    const counts = countStates(rows);
    const stopped = fence?.stoppedAt ? { by: fence.stoppedBy, because: fence.stoppedBecause } : null;
    const publications = rows.map((row) => ({
      ...{
        id: row.id,
        item: row.item,
        account: row.account,
        state: row.state,
        reason: row.reason,
        url: row.url,
      },
      dueAt: row.dueAt.toISOString(),
      publishedAt: row.publishedAt?.toISOString() ?? null,
      verification: row.verification,
    }));
    const alerts = (await readOpenAlerts(hub.store.database)).map(({ id: number, kind, subject, text }) => ({
      ...{ id: number, kind, subject, text },
      wantsToBeSeen: wantsToBeSeen(kind),
    }));
    const now = hub.now().toISOString();
    const isPlayed = feed === 'sandbox';
    const fedBy = isPlayed ? 'SANDBOX' : 'platforms';
    print({ fedBy, now, counts, stopped, alerts, publications }, flags.json, () => [
      ...(isPlayed ? [`SANDBOX, ${now}: no post reaches anybody`] : []),
      ...publications.map(({ dueAt, state, id: name, url, reason }) =>
        `${dueAt}  ${state.padEnd(10)}  ${name}  ${url ?? reason ?? ''}`.trimEnd(),
      ),
      Object.entries(counts)
        .map(([state, count]) => `${count} ${state}`)
        .join(', ') || 'nothing is scheduled',
      ...alerts.map(
        ({ id: number, text, wantsToBeSeen: isOurs }) =>
          `alert: ${text}${isOurs ? ` ('hub publish seen ${number}' ends this)` : ''}`,
      ),
      ...(stopped === null ? [] : [`Everything is stopped by ${stopped.by}: ${stopped.because}`]),
    ]);
  });
}

export async function publishRetry(environment: Environment, id: string, flags: Flags): Promise<void> {
  await withHub(environment, async (open) => {
    await reopenPublication(open.hub.store, id, open.hub.now());
    await noteAction(open, 'hub publish retry', id);
    print(await readWhole(open.hub, id), flags.json, () => [
      `${id} is taken up again; what may be out is looked for first.`,
    ]);
  });
}

export async function publishReconcile(environment: Environment, id: string, flags: Flags): Promise<void> {
  await withHub(environment, async (open) => {
    await reconcile(open.hub, id);
    await noteAction(open, 'hub publish reconcile', id);
    print(await readWhole(open.hub, id), flags.json, () => [
      `The platform is asked now; 'hub publish status ${id}' shows what it says.`,
    ]);
  });
}

/** What a person has seen with their own eyes ends what nobody could read. */
export async function publishSettle(
  environment: Environment,
  id: string,
  flags: Flags & { out?: string; notOut?: boolean; url?: string; why: string },
): Promise<void> {
  const { out, notOut = false, url, why } = flags;
  if ((out === undefined) !== notOut)
    throw new HubError('usage', "expected either --out with the platform's id of the post, or --not-out");
  await withHub(environment, async (open) => {
    const settled =
      out === undefined
        ? ({ kind: 'is_not_out', reason: why } as const)
        : ({ kind: 'is_out', remoteId: out, url, reason: why } as const);
    await settleByPerson(open.hub.store, id, settled, open.hub.now());
    await noteAction(open, 'hub publish settle', id, { out: out ?? null, why });
    print(await readWhole(open.hub, id), flags.json, () => [
      out === undefined
        ? `${id} has failed: 'hub publish retry ${id}' sends it, an edit makes another one of it.`
        : `${id} is out as ${out}; it is read back now.`,
    ]);
  });
}

/** By the ledger, like what went out: the worker takes it down, also while everything is stopped. */
export async function publishRemove(environment: Environment, id: string, flags: Flags): Promise<void> {
  await withHub(environment, async (open) => {
    await setWish(open.hub.store.database, id, { kind: 'remove' }, open.hub.now());
    await noteAction(open, 'hub publish remove', id);
    print(await readWhole(open.hub, id), flags.json, () => [
      `${id} is to be taken down; 'hub publish status ${id}' shows when it is, or why it cannot be.`,
    ]);
  });
}

/** Another text for a post that is out; the worker brings it there. */
export async function publishCorrect(
  environment: Environment,
  id: string,
  flags: Flags & { text?: string; file?: string },
): Promise<void> {
  if ((flags.text === undefined) === (flags.file === undefined))
    throw new HubError('usage', 'expected the new text, by --text or by --file');
  const text = flags.text ?? (await readText(environment, flags.file!)).trimEnd();
  await withHub(environment, async (open) => {
    await correct(open.hub, id, text);
    await noteAction(open, 'hub publish correct', id, { text });
    print(await readWhole(open.hub, id), flags.json, () => [
      `${id} is to be corrected; 'hub publish status ${id}' shows when it is, and what was read back.`,
    ]);
  });
}

/** What stays as it is has been seen, and is told of no longer. */
export async function publishSeen(environment: Environment, alert: number, flags: Flags): Promise<void> {
  await withHub(environment, async (open) => {
    const { kind, subject, text } = await endSeenAlert(open.hub.store, alert, open.hub.now());
    await noteAction(open, 'hub publish seen', subject, { alert, kind });
    print({ alert, kind, subject, text }, flags.json, () => [`Seen: ${text}`]);
  });
}

/** From here on nothing is sent, by whichever worker. */
export async function publishStop(environment: Environment, flags: Flags & { why: string }): Promise<void> {
  await withHub(environment, async (open) => {
    const stop = { by: open.setting.actor, because: flags.why, at: open.hub.now() };
    await stopEverything(open.hub.store, stop);
    await noteAction(open, 'hub publish stop', '', { why: flags.why });
    print({ stopped: true, ...stop }, flags.json, () => [
      "Everything is stopped. 'hub publish resume' goes on.",
    ]);
  });
}

export async function publishResume(environment: Environment, flags: Flags): Promise<void> {
  await withHub(environment, async (open) => {
    await resumeEverything(open.hub.store);
    await wakePublications(open.hub.store, open.hub.now(), 'open');
    await noteAction(open, 'hub publish resume', '');
    print({ stopped: false }, flags.json, () => [
      'The hub publishes again; what was missed is planned anew, with its spacing.',
    ]);
  });
}

function countStates(rows: readonly Publication[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { state } of rows) counts[state] = (counts[state] ?? 0) + 1;
  return counts;
}
