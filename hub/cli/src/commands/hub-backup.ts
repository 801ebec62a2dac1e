import { resolve } from 'node:path';
import { dumpRows, readUnopenable, restoreFence, restoreRows } from '@musterhub/store';
import { readBackup, sha256Of, writeBackup } from '../backup-file.ts';
import type { Environment } from '../environment.ts';
import { HubError } from '../hub-error.ts';
import { noteAction } from '../note-action.ts';
import { type OpenHub, withHub } from '../open-hub.ts';
import { print } from '../print.ts';
import { version } from '../version.ts';

type Flags = { json?: boolean };

/** Rows and media of one moment in one file. What is secret in it stays sealed: the key is kept elsewhere. */
export async function hubBackup(environment: Environment, file: string, flags: Flags): Promise<void> {
  const path = resolve(environment.cwd, file);
  await withHub(environment, async ({ hub }) => {
    const counts = { rows: 0, media: 0 };
    await writeBackup(path, async (write) => {
      await write({ backup: 1, version, at: new Date().toISOString() });
      const media: string[] = [];
      await dumpRows(hub.store, async (line) => {
        counts.rows += 1;
        if (line.table === 'media') media.push((line.row as { sha256: string }).sha256);
        await write(line);
      });
      for (const sha256 of media) {
        await write({ media: sha256, base64: Buffer.from(await hub.media.read(sha256)).toString('base64') });
        counts.media += 1;
      }
      await write({ end: counts });
    });
    print({ file: path, ...counts }, flags.json, () => [
      `${path}: ${counts.rows} rows, ${counts.media} pictures and videos. It opens with this hub's key alone: keep that elsewhere.`,
    ]);
  });
}

/** Into a hub that holds nothing yet. The copy publishes nothing before `hub fence take`. */
export async function hubRestore(environment: Environment, file: string, flags: Flags): Promise<void> {
  const path = resolve(environment.cwd, file);
  await withHub(
    environment,
    async (open) => {
      // Read to its end before anything is written: of half a backup nothing is restored.
      const end = await checkWhole(path);
      await keepMedia(open, path);
      const because = `it was restored from ${file}`;
      const tables = await restoreRows(open.hub.store, rowsOf(path), because);
      await noteAction(open, 'hub restore', '', { file: path });
      const shut = await readUnopenable(open.hub.store);
      print({ file: path, tables, media: end.media, withdrawnBecause: because, shut }, flags.json, () => [
        `${end.rows} rows and ${end.media} pictures and videos are restored.`,
        ...(shut.length === 0
          ? []
          : [
              `The key here does not open ${shut.length} of its credentials: put the former hub's into ${open.stateDir}/key or HUB_KEY.`,
            ]),
        "This copy publishes nothing: when the other hub is gone for good, 'hub fence take --why REASON' says so.",
      ]);
    },
    { isNew: true },
  );
}

/** A person says that the other copy is gone for good, and why. */
export async function hubFenceTake(environment: Environment, flags: Flags & { why: string }): Promise<void> {
  await withHub(environment, async (open) => {
    const { doubted } = await restoreFence(open.hub.store, open.hub.now());
    await noteAction(open, 'hub fence take', '', { why: flags.why, doubted });
    print({ mayPublish: true, why: flags.why, doubted }, flags.json, () => [
      "This hub may publish. 'hub serve' starts it.",
      ...(doubted === 0
        ? []
        : [`${doubted} posts were due meanwhile: each is looked for on its account before it is sent.`]),
    ]);
  });
}

async function checkWhole(path: string): Promise<{ rows: number; media: number }> {
  let isFirst = true;
  let end: { rows: number; media: number } | undefined;
  const counts = { rows: 0, media: 0 };
  for await (const line of readBackup(path)) {
    if (isFirst !== 'backup' in line) throw new HubError('file_invalid', `${path} is not a backup of a hub`);
    isFirst = false;
    if ('table' in line) counts.rows += 1;
    if ('media' in line) {
      counts.media += 1;
      if (sha256Of(Buffer.from(line.base64, 'base64')) !== line.media)
        throw new HubError('file_invalid', `${path}: the bytes of ${line.media} were changed`);
    }
    if ('end' in line) ({ end } = line);
  }
  if (end === undefined || end.rows !== counts.rows || end.media !== counts.media)
    throw new HubError(
      'file_invalid',
      `${path} breaks off: ${counts.rows} rows and ${counts.media} files were found`,
    );
  return end;
}

async function keepMedia({ hub }: OpenHub, path: string): Promise<void> {
  for await (const line of readBackup(path))
    if ('media' in line) await hub.media.keep(line.media, Buffer.from(line.base64, 'base64'));
}

async function* rowsOf(path: string): AsyncGenerator<{ table: string; row: unknown }> {
  for await (const line of readBackup(path)) if ('table' in line) yield { table: line.table, row: line.row };
}
