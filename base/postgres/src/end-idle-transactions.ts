/** A session that stands still within a transaction holds its locks; the server ends it after this. */
const idleTransactionMs = 60_000;

/**
 * A database's address with which each session sets for itself that the server ends its idle transactions. DBOS otherwise does that by a
 * statement of its own as each connection is made, without waiting for it: pg 8 warns of the statement that is queued behind it, and pg 9
 * refuses that (DBOS 5.3). An address that only libpq understands, such as one without a host, stays as it is.
 */
export function endIdleTransactions(databaseUrl: string): string {
  if (!URL.canParse(databaseUrl)) return databaseUrl;
  const url = new URL(databaseUrl);
  const options = url.searchParams.get('options') ?? '';
  if (options.includes('idle_in_transaction_session_timeout')) return databaseUrl;
  const setting = `-c idle_in_transaction_session_timeout=${idleTransactionMs}`;
  url.searchParams.set('options', `${options} ${setting}`.trim());
  return url.href;
}
