import type { PlatformError } from '../errors/platform-error.ts';

export type HandleGiver = {
  visible: boolean;
  handles: Readonly<Record<string, string>>;
  /** Of an attempt that was refused. */
  remedy: PlatformError['remedy'] | undefined;
  /** What was prepared has been deleted on the platform. */
  isUndone: boolean;
};

/**
 * The handles that a publication holds after its attempts, in their order. Where the platform asks for it what was prepared is
 * dropped and built anew; what is out stays known for ever.
 */
export function heldHandles(attempts: readonly HandleGiver[]): Record<string, string> {
  let prepared: Record<string, string> = {};
  const out: Record<string, string> = {};
  for (const { visible, handles, remedy, isUndone } of attempts) {
    if (remedy === 'rebuild' || isUndone) prepared = {};
    Object.assign(visible ? out : prepared, handles);
  }
  return { ...prepared, ...out };
}
