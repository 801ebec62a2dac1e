/** Claude Code gives a hook this long; the judge answers in milliseconds, so only a desk that is gone takes all of it. */
const timeoutSeconds = 20;

/**
 * The settings for Claude Code that have every tool call asked at the desk, and refused when the desk does not answer
 * (`onFailure`; whether the version knows it is for `readHookSupport` to say). For `--settings`, which stands above the
 * settings of the repository, so that nothing in the worktree can turn hooks off. Holds the token: for the agent's own HOME.
 */
export function hookSettings({ hookUrl, token }: { hookUrl: string; token: string }): string {
  const hook = {
    type: 'http',
    url: hookUrl,
    headers: { Authorization: `Bearer ${token}` },
    timeout: timeoutSeconds,
    onFailure: 'block',
  };
  const settings = { disableAllHooks: false, hooks: { PreToolUse: [{ hooks: [hook] }] } };
  return `${JSON.stringify(settings, null, 2)}\n`;
}
