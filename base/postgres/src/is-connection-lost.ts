/** Whether an error says that the database is gone, rather than that something was refused. */
export function isConnectionLost(error: unknown): boolean {
  for (let at = error; at instanceof Error; at = at.cause) {
    const code = (at as NodeJS.ErrnoException).code ?? '';
    if (/^(ECONNREFUSED|ECONNRESET|EPIPE|57P0[123]|08\w{3})$/.test(code)) return true;
    if (/Connection terminated|connection is closed|Cannot use a pool after/i.test(at.message)) return true;
  }
  return false;
}
