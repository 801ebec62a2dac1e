/** One thing that a run needs of the machine or of others, as it stands; `fix` is what to do about it. */
export type MachineFinding = {
  severity: 'ok' | 'warning' | 'error';
  about: 'remote' | 'login' | 'fence';
  message: string;
  fix?: string;
};
