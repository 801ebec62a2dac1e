import { makeSandbox, type Sandbox, type SandboxSetting } from './make-sandbox.ts';

/** Where a sandbox that runs by itself is reached; everything else is asked of the inspection. */
export type SandboxAddresses = Pick<Sandbox, 'hosts' | 'inspectionUrl'> & { sandbox: 'SANDBOX'; now: string };

/** Runs a sandbox until the signal. `announce` is called once, when every server listens. */
export async function serveSandbox({
  until,
  announce,
  ...setting
}: SandboxSetting & { until: AbortSignal; announce: (addresses: SandboxAddresses) => void }): Promise<void> {
  const sandbox = await makeSandbox(setting);
  announce({
    sandbox: 'SANDBOX',
    inspectionUrl: sandbox.inspectionUrl,
    hosts: sandbox.hosts,
    now: sandbox.now().toISOString(),
  });
  if (!until.aborted)
    await new Promise<void>((done) => until.addEventListener('abort', () => done(), { once: true }));
  await sandbox.close();
}
