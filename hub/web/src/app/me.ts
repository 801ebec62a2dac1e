import { createContext, use } from 'react';
import type { Me } from '../live/facts.ts';

export const MeContext = createContext<Me>({
  actor: '',
  name: '',
  role: 'viewer',
  may: ['read'],
  version: '',
  fedBy: 'platforms',
});

export type Permission = 'read' | 'edit' | 'approve' | 'own';

/** Whether whoever is signed in may do this; the hub refuses it in any case where they may not. */
export const useMay = (permission: Permission): boolean => use(MeContext).may.includes(permission);

const who: Record<Permission, string> = {
  read: 'everybody',
  edit: 'editors and owners',
  approve: 'approvers and owners',
  own: 'owners',
};

/** Why something is not offered: `A viewer may not do this: editors and owners may.` Undefined for those who may. */
export function useWhyNot(permission: Permission): string | undefined {
  const { role, may } = use(MeContext);
  if (may.includes(permission)) return undefined;
  return `Not for ${role === null ? 'this key' : `an account that is ${role}`}: ${who[permission]} may.`;
}
