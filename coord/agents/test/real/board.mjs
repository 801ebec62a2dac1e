// A small MCP server on stdio with one tool, written without a library so that any agent can start it with Node alone.
import { createInterface } from 'node:readline';

const tool = {
  name: 'claim_task',
  description: 'Claims a task of the board',
  inputSchema: { type: 'object', properties: { task: { type: 'string' } }, required: ['task'] },
};

function answer(method, params) {
  if (method === 'initialize')
    return {
      protocolVersion: params.protocolVersion,
      capabilities: { tools: {} },
      serverInfo: { name: 'board', version: '1' },
    };
  if (method === 'tools/list') return { tools: [tool] };
  if (method === 'tools/call')
    return { content: [{ type: 'text', text: `claimed ${params.arguments.task}` }] };
  return {};
}

for await (const line of createInterface({ input: process.stdin })) {
  const { id, method, params } = JSON.parse(line);
  if (id !== undefined) console.log(JSON.stringify({ jsonrpc: '2.0', id, result: answer(method, params) }));
}
