export type Bell = { ring: () => void; heard: (atMostMs: number) => Promise<void> };

/** Rung from anywhere, heard by one loop; a ring while nobody waits is not lost. */
export function makeBell(): Bell {
  let isRung = false;
  let wake: () => void = () => undefined;
  return {
    ring() {
      isRung = true;
      wake();
    },
    async heard(atMostMs) {
      if (!isRung) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, atMostMs);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      isRung = false;
      wake = () => undefined;
    },
  };
}
