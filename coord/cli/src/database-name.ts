import { createHash } from 'node:crypto';

/** One database for a repository, so that several can share a server named by DATABASE_URL. */
export function databaseName(repositoryDir: string): string {
  return `muster_${createHash('sha256').update(repositoryDir).digest('hex').slice(0, 12)}`;
}
