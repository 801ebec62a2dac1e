import type { AgentScript } from './agent-script.ts';

type Steps = AgentScript['turns'][number]['steps'];

/** What the driver conformance suite asks of any driver, played by the fake agent; `outside` is a folder beside the worktree. */
export function conformanceSteps(
  conformanceCase: 'finish' | 'fail' | 'hang' | 'gated' | 'flood',
  { outside }: { outside: string },
): Steps {
  const count = { do: 'append', path: `${outside}/counter`, text: 'once\n', asks: 'never' } as const;
  switch (conformanceCase) {
    case 'finish':
      return [{ do: 'write', path: 'out.txt', text: 'out\n', asks: 'never' }, count];
    case 'fail':
      return [
        { do: 'say', text: 'about to fail\n' },
        { do: 'die', code: 3 },
      ];
    case 'hang':
      return [{ do: 'spawn_child', pidFile: `${outside}/child.pid` }, { do: 'hang' }];
    case 'gated':
      return [{ do: 'say', text: 'early\n' }, { do: 'await_file', path: `${outside}/go` }, count];
    case 'flood':
      return [{ do: 'flood', bytes: 20_000_000, last: 'the end' }];
  }
}
