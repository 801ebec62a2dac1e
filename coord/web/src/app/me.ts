import { createContext, useContext } from 'react';
import type { Me } from '../live/facts.ts';

export const MeContext = createContext<Me>({ name: '', role: 'viewer', version: '', repository: '' });

/** A viewer is shown no actions; the server refuses them in any case. */
export const useIsLead = (): boolean => useContext(MeContext).role === 'lead';
