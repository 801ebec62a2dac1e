export { type Account, chooseAccount } from './account.ts';
export { cloneDatabase, removeDatabase } from './clone-database.ts';
export { stopPostgres } from './embedded-server.ts';
export { ensureDatabase } from './ensure-database.ts';
export { DEFAULT_SYSTEM_STATE_DIR } from './home.ts';
export { openPostgres, type PostgresOptions, type PostgresServer } from './open-postgres.ts';
export { inTransaction, makePool } from './pool.ts';
export { PostgresError, type PostgresErrorCode } from './postgres-error.ts';
export { type Migration, runMigrations } from './run-migrations.ts';
