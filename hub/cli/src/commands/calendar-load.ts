import {
  approveAll,
  getBrand,
  hashToApprove,
  isWaiting,
  keepCalendar,
  reportOn,
  storeBrand,
  withHashes,
} from '@musterhub/api';
import type { Calendar } from '@musterhub/rules';
import { readWholeItems, sendBack } from '@musterhub/store';
import type { Environment } from '../environment.ts';
import { exitCodes } from '../exit-codes.ts';
import { HubError } from '../hub-error.ts';
import { noteAction } from '../note-action.ts';
import { withHub } from '../open-hub.ts';
import { print } from '../print.ts';
import { readBrand, readCalendar } from '../read-input.ts';

type LoadFlags = { brand: string; days?: number; json?: boolean };

/** A calendar, or its first days, and its brand into the hub, pictures drawn. The same calendar once more changes nothing; one with errors is refused. Exit code 3 where an item had to be left as it was. */
export async function calendarLoad(environment: Environment, file: string, flags: LoadFlags): Promise<void> {
  const brand = await readBrand(environment, flags.brand);
  const calendar = await readCalendar(environment, file);
  if (calendar.brand !== brand.brand)
    throw new HubError(
      'usage',
      `${file} is a calendar of ${calendar.brand}, and ${flags.brand} is the brand ${brand.brand}`,
    );
  const report = reportOn(calendar, brand);
  if (report.errors > 0) {
    const errors = report.findings.filter(({ severity }) => severity === 'error');
    const lines = errors.slice(0, 20).map(({ rule, message }) => `  ${message} [${rule}]`);
    throw new HubError(
      'refused',
      [`${file} has ${report.errors} errors; nothing was stored`, ...lines].join('\n'),
    );
  }
  await withHub(environment, async (open) => {
    const { hub } = open;
    await storeBrand(hub, brand);
    const tell = (done: number, of: number) => {
      if (done % 20 === 0 || done === of) process.stderr.write(`pictures: ${done} of ${of}\n`);
    };
    const items = flags.days === undefined ? calendar.items : firstDays(calendar, flags.days);
    const { items: stored, campaigns } = await keepCalendar(hub, brand, { ...calendar, items }, tell);
    const count = (kind: string) => stored.filter((one) => one.kind === kind).length;
    const counts = {
      ...{ new: count('new'), changed: count('changed') },
      ...{ same: count('same'), out: count('out'), waits: count('waits') },
    };
    const detail = { file, ...counts };
    await noteAction(open, 'hub calendar load', brand.brand, detail);
    const { usdThousandths, fits } = report;
    print({ ...counts, usdThousandths, fits, items: stored, campaigns }, flags.json, () => [
      `${counts.new} new, ${counts.changed} changed, ${counts.same} as they were`,
      ...(counts.out === 0 ? [] : [`${counts.out} went out otherwise, and stay as they went out`]),
      ...campaigns.flatMap(campaignLine),
      ...stored.flatMap((one) => (one.kind === 'waits' ? [`left as it was: ${one.why}`] : [])),
      "'hub calendar approve --all' approves and schedules what is due.",
    ]);
    if (counts.waits > 0) process.exitCode = exitCodes.refused;
  });
}

function campaignLine({ id, kind }: { id: string; kind: 'new' | 'same' | 'kept' }): string[] {
  if (kind === 'same') return [];
  return [
    kind === 'new' ? `campaign ${id} is set up` : `campaign ${id} stays as the hub has it (page Brand)`,
  ];
}

/** What the whole month is planned for is checked with all of it; a part of it may begin. */
function firstDays({ start, items }: Calendar, days: number): Calendar['items'] {
  const end = new Date(Date.parse(start) + days * 86_400_000).toISOString().slice(0, 10);
  return items.filter(({ wall }) => wall.slice(0, 10) < end);
}

type ApproveFlags = { all?: boolean; brand?: string; json?: boolean };

/** A yes to what items publish now, in this account's name; they go out at their hours. Exit code 3 where one was refused. */
export async function calendarApprove(
  environment: Environment,
  ids: string[],
  flags: ApproveFlags,
): Promise<void> {
  if (ids.length === 0 && flags.all !== true)
    throw new HubError('usage', 'expected the ids of items, or --all');
  await withHub(environment, async (open) => {
    const { hub, setting } = open;
    // A brand that is not here has nothing that waits, which is no success.
    if (flags.brand !== undefined) await getBrand(hub, flags.brand);
    const wanted = flags.all === true ? await waiting(hub, flags.brand) : ids;
    const { approved, refused } = await approveAll(hub, await withHashes(hub, wanted), setting.actor);
    const detail = { approved: approved.length, refused: refused.length };
    await noteAction(open, 'hub calendar approve', '', detail);
    const scheduled = approved.map(({ id, item, account, dueAt }) => ({
      id,
      item,
      account,
      dueAt: dueAt.toISOString(),
    }));
    print({ approved: scheduled, refused }, flags.json, () => [
      ...refused.map(({ id, message }) => `refused  ${id}: ${message}`),
      `${approved.length} approved and scheduled, ${refused.length} refused`,
    ]);
    if (refused.length > 0) process.exitCode = exitCodes.refused;
  });
}

/** Items without an approval that are not out; past ones too, since their late policy decides about them. */
async function waiting(hub: Parameters<typeof withHashes>[0], brand: string | undefined): Promise<string[]> {
  const whole = await readWholeItems(hub.store.database, brand === undefined ? {} : { brand });
  return whole.filter(isWaiting).map(({ item }) => item.id);
}

/** A no to what an item publishes now, with what is to change. */
export async function calendarSendBack(
  environment: Environment,
  id: string,
  flags: { why: string; json?: boolean },
): Promise<void> {
  await withHub(environment, async (open) => {
    const { hub, setting } = open;
    const contentHash = await hashToApprove(hub, id);
    const no = { item: id, contentHash, by: setting.actor, reason: flags.why, at: hub.now() };
    await sendBack(hub.store, no);
    await noteAction(open, 'hub calendar send-back', id, { why: flags.why });
    print({ item: id, contentHash, why: flags.why }, flags.json, () => [
      `${id} is sent back: it waits again once it is edited`,
    ]);
  });
}
