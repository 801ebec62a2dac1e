import type { AnswerTool } from './tools.ts';

/** Serves the tools to the program at the other end of standard input and output, until it closes them or `signal` aborts. */
export async function serveStdio(options: {
  answer: AnswerTool;
  version: string;
  signal: AbortSignal;
}): Promise<void> {
  const { serveMcpOnStdio } = await import('./mcp-server.ts');
  await serveMcpOnStdio(options);
}
