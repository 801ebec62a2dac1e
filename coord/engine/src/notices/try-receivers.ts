import type { Surroundings } from '../open-run.ts';
import { sendNotice } from './send-notices.ts';

/** Sends each receiver of the configuration a notice that says that it is a test; `problem` is why one did not take it. */
export async function tryReceivers(
  around: Pick<Surroundings, 'configuration' | 'variables' | 'now'>,
): Promise<{ name: string; problem: string | undefined }[]> {
  const at = new Date(around.now());
  const notice = {
    ...{ id: 0, run: 'none', subject: 'test', episode: 1, kind: 'test', at, endedAt: at },
    title: 'This is a test',
    text: "'muster doctor' asks whether notices arrive here.",
  };
  return Promise.all(
    around.configuration.notify.map(async (receiver) => {
      const sent = await sendNotice(around, receiver, notice);
      return { name: receiver.name, problem: sent.kind === 'taken' ? undefined : sent.reason };
    }),
  );
}
