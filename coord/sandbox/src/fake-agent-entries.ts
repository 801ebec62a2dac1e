import { fileURLToPath } from 'node:url';

const entry = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** The sources of the fake agents' programs, to be bundled by the test that starts them. */
export const fakeAcpAgentEntry = entry('./fake-acp-agent.ts');
export const fakeHeadlessAgentEntry = entry('./fake-headless-agent.ts');
