import { insertAudit } from '@musterhub/store';
import type { OpenHub } from './open-hub.ts';

/** What a command did stands in the audit log, beside what pages and programs did. */
export async function noteAction(
  { hub, setting }: OpenHub,
  action: string,
  subject: string,
  detail: Record<string, unknown> = {},
): Promise<void> {
  await insertAudit(hub.store, { at: new Date(), actor: setting.actor, action, subject, detail });
}
