import { getTableColumns, type InferSelectModel, type Table } from 'drizzle-orm';
import { type Account, type Allowance, toAccount } from './accounts.ts';
import type { Attempt, Finding } from './attempts.ts';
import { type Credential, type OpenTokens, openTokens, withoutSecrets } from './credentials.ts';
import type { FenceRow } from './fence.ts';
import type { Approval } from './items.ts';
import type { Store } from './make-store.ts';
import type { Publication } from './publications.ts';
import {
  accounts,
  allowances,
  approvals,
  attempts,
  credentials,
  fence,
  findings,
  publications,
} from './schema.ts';

/** All that decides what a publication does next, as it stood at one moment. */
export type Ledger = {
  publication: Publication;
  account: Account;
  attempts: Attempt[];
  findings: Finding[];
  credentials: Credential[];
  allowances: Allowance[];
  fence: FenceRow | undefined;
  /** The one of its item that is not void. */
  approval: Approval | undefined;
  /** Of the brand's rules as they are now; undefined for an item that is of no plan. */
  rulesVersion: string | undefined;
  /** Of the workers of its open attempts those that are gone. */
  endedWorkers: string[];
  /** The secrets of one of these credentials. */
  tokensOf(credential: string): OpenTokens;
};

/**
 * One statement, prepared once for each connection: a look asks four to eight times, and ten statements apiece were three quarters
 * of what a look cost the database (2026-11-23: 100 statements for a slot, now 30).
 */
const statement = `
  select to_json(p) as publication,
    (select to_json(a) from hub.accounts a where a.id = p.account) as account,
    (select coalesce(json_agg(t order by t.number), '[]') from hub.attempts t where t.publication = p.id) as attempts,
    (select coalesce(json_agg(f order by f.attempt, f.number), '[]') from hub.findings f where f.publication = p.id) as findings,
    (select coalesce(json_agg(c order by c.rank), '[]') from hub.credentials c where c.account = p.account) as credentials,
    (select coalesce(json_agg(l order by l.name), '[]') from hub.allowances l where l.account = p.account) as allowances,
    (select to_json(f) from hub.fence f) as fence,
    (select to_json(v) from hub.approvals v where v.item = p.item and v.voided_at is null) as approval,
    (select b.rules_version from hub.planned_items i join hub.calendars k on k.id = i.calendar join hub.brands b on b.id = k.brand
      where i.item = p.item) as rules_version,
    (select coalesce(json_agg(w.id), '[]') from hub.workers w where w.ended_at is not null
      and w.id in (select t.worker from hub.attempts t where t.publication = p.id and t.state = 'open')) as ended_workers
  from hub.publications p where p.id = $1`;

type Json = Record<string, unknown>;
type Row = {
  publication: Json;
  account: Json;
  attempts: Json[];
  findings: Json[];
  credentials: Json[];
  allowances: Json[];
  fence: Json | null;
  approval: Json | null;
  rules_version: string | null;
  ended_workers: string[];
};

export async function readLedger(store: Store, id: string): Promise<Ledger | undefined> {
  const { rows } = await store.pool.query<Row>({ name: 'hub_read_ledger', text: statement, values: [id] });
  const [row] = rows;
  if (row === undefined) return undefined;
  const keys = row.credentials.map((one) => toRow(credentials, one));
  return {
    publication: toRow(publications, row.publication),
    account: toAccount(toRow(accounts, row.account)),
    attempts: row.attempts.map((one) => toRow(attempts, one)),
    findings: row.findings.map((one) => toRow(findings, one)),
    credentials: keys.map(withoutSecrets),
    allowances: row.allowances.map((one) => toRow(allowances, one)),
    fence: row.fence === null ? undefined : toRow(fence, row.fence),
    approval: row.approval === null ? undefined : toRow(approvals, row.approval),
    rulesVersion: row.rules_version ?? undefined,
    endedWorkers: row.ended_workers,
    tokensOf(credential) {
      return openTokens(store, keys.find((one) => one.id === credential)!);
    },
  };
}

/** A row as JSON spells it, in the shape that the schema gives it. */
function toRow<Of extends Table>(table: Of, json: Json): InferSelectModel<Of> {
  const entries = Object.entries(getTableColumns(table)).map(([name, column]) => {
    const value = json[column.name];
    return [name, value === null ? null : column.mapFromDriverValue(value)];
  });
  return Object.fromEntries(entries) as InferSelectModel<Of>;
}
