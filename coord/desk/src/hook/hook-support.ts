/** What to start Claude Code with, and what to write on its input, so that it says what its hooks can do. No model is called. */
export const hookProbe = {
  args: ['-p', '--input-format', 'stream-json', '--output-format', 'stream-json', '--verbose'],
  input: `${JSON.stringify({
    type: 'control_request',
    request_id: 'muster-probe',
    request: { subtype: 'initialize', hooks: null },
  })}\n`,
};

/** `open`: a hook that gets no answer lets the tool run, so the hook may not be counted as a layer of the fence. */
export type HookSupport = { failsWhen: 'closed' | 'open'; version: string | undefined };

/**
 * What the output of the probe, or the end of it, says. Only the program's own word counts: a version that says nothing of
 * `hook_on_failure_supported` ignores `onFailure` (2.1.330 says true; 2.1.197 does not know the field).
 */
export function readHookSupport(output: string): HookSupport {
  return {
    failsWhen: /"hook_on_failure_supported"\s*:\s*true\b/.test(output) ? 'closed' : 'open',
    version: /"claude_code_version"\s*:\s*"([^"]+)"/.exec(output)?.[1],
  };
}
