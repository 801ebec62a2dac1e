/** What a worker of the publishing benchmark is told. */
export type WorkerOrder = {
  name: string;
  databaseUrl: string;
  hosts: Record<string, string>;
  mediaBase: string;
  generation: number;
  clock: { startsAt: string; startedAt: number; rate: number };
  /** `floor`: an empty workflow in the place of a publication. */
  does: 'publish' | 'floor';
};

export const benchKeys = { current: new Uint8Array(32).fill(3), former: [] };
