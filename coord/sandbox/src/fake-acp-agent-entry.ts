import { fileURLToPath } from 'node:url';

/** The source of the fake agent's program, to be bundled by the test that starts it. */
export const fakeAcpAgentEntry = fileURLToPath(new URL('./fake-acp-agent.ts', import.meta.url));
