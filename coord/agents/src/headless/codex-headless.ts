import { codexProfile } from '../acp/profiles/codex.ts';
import { makeCodexReader } from './codex-lines.ts';
import type { HeadlessOptions } from './headless-options.ts';
import type { HeadlessProfile } from './headless-profile.ts';

const configFile = '.codex/config.toml';

/** Codex by itself: `codex exec --json`. Its sandbox is what keeps it in its folder; it asks nobody. */
export const codexHeadless: HeadlessProfile = {
  name: 'codex',
  pinned: { package: '@openai/codex', version: '0.169.0', program: 'codex' },
  vendor: 'openai',
  keyVariable: codexProfile.keyVariable,

  args({ options, conversation, isFenced }) {
    // A sandbox inside the fence has to make namespaces that the fence does not give.
    const sandbox = options.mode ?? (isFenced ? 'danger-full-access' : 'workspace-write');
    const set = (...values: string[]): string[] => values.flatMap((value) => ['-c', value]);
    return [
      'exec',
      ...(conversation === undefined ? [] : ['resume', conversation]),
      ...['--json', '--skip-git-repo-check'],
      ...set(
        `sandbox_mode=${JSON.stringify(sandbox)}`,
        'approval_policy="never"',
        // Otherwise it may write all of /tmp and of TMPDIR, other sessions' folders there included.
        'sandbox_workspace_write.exclude_slash_tmp=true',
        'sandbox_workspace_write.exclude_tmpdir_env_var=true',
      ),
      '-',
    ];
  },

  homeFiles(options) {
    const common = codexProfile.homeFiles(options)[configFile] ?? '';
    return { [configFile]: `${common}${options.mcpServers.map(serverTable).join('')}` };
  },

  env: (options) => codexProfile.env(options),

  makeReader: makeCodexReader,
};

/** Without the approval mode every call of its tools fails, for there is nobody to ask. */
function serverTable({ name, ...server }: HeadlessOptions['mcpServers'][number]): string {
  const lines =
    'url' in server
      ? [`url = ${toml(server.url)}`, `http_headers = ${tomlTable(server.headers)}`]
      : [
          `command = ${toml(server.command)}`,
          `args = [${server.args.map(toml).join(', ')}]`,
          `env = ${tomlTable(server.env)}`,
        ];
  return `[mcp_servers.${toml(name)}]\n${lines.join('\n')}\ndefault_tools_approval_mode = "approve"\n`;
}

/** A basic string of TOML is one of JSON, but for DEL, which no setting of ours has. */
const toml = (text: string): string => JSON.stringify(text);
const tomlTable = (words: Record<string, string>): string =>
  `{ ${Object.entries(words)
    .map(([name, value]) => `${toml(name)} = ${toml(value)}`)
    .join(', ')} }`;
