import type { McpServer } from '@agentclientprotocol/sdk';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';

/** Starts or reaches the server, calls one tool and answers its text; an error result is thrown. */
export async function callMcpTool({
  server,
  tool,
  arguments: args,
  env,
}: {
  server: McpServer;
  tool: string;
  arguments: Record<string, unknown>;
  env: Record<string, string | undefined>;
}): Promise<string> {
  const { Client } = await import('@modelcontextprotocol/sdk/client/index.js');
  const client = new Client({ name: 'fake-acp-agent', version: '1.0.0' });
  await client.connect(await transportTo(server, env));
  try {
    const answer = await client.callTool({ name: tool, arguments: args });
    const content = answer.content as { type: string; text?: string }[];
    const text = content.map((part) => part.text ?? '').join('\n');
    if (answer.isError === true) throw new Error(text);
    return text;
  } finally {
    await client.close();
  }
}

async function transportTo(server: McpServer, env: Record<string, string | undefined>): Promise<Transport> {
  if ('command' in server) {
    const { StdioClientTransport } = await import('@modelcontextprotocol/sdk/client/stdio.js');
    const named = Object.fromEntries(server.env.map(({ name, value }) => [name, value]));
    const known = Object.entries(env).filter((pair): pair is [string, string] => pair[1] !== undefined);
    return new StdioClientTransport({
      command: server.command,
      args: server.args,
      env: { ...Object.fromEntries(known), ...named },
    });
  }
  const { StreamableHTTPClientTransport } = await import(
    '@modelcontextprotocol/sdk/client/streamableHttp.js'
  );
  const headers = Object.fromEntries(server.headers.map(({ name, value }) => [name, value]));
  // Its own types leave out `undefined` where it has optional fields.
  return new StreamableHTTPClientTransport(new URL(server.url), { requestInit: { headers } }) as Transport;
}
