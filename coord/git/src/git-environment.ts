/** Carried by every git process of ours and by all it starts, so that a lock's holder is found after the caller died. */
export const REPOSITORY_MARKER = 'MUSTER_GIT_REPOSITORY';

/** What a surrounding git (a hook that starts Muster) or a user's shell may say about transport and configuration. */
const KEPT = [
  /^GIT_(SSH|SSH_COMMAND|SSH_VARIANT|ASKPASS|HTTP_.*|SSL_.*|PROXY_.*|ALLOW_PROTOCOL|EXEC_PATH|TEMPLATE_DIR)$/,
  /^GIT_CONFIG_(GLOBAL|SYSTEM|NOSYSTEM|COUNT|KEY_\d+|VALUE_\d+)$/,
  /^GIT_(AUTHOR|COMMITTER)_(NAME|EMAIL)$/,
  /^GIT_TRACE.*$/,
];

/**
 * The environment of every git call. Variables by which a surrounding git points at its own repository, index or object
 * store are removed; nothing may prompt; messages are English because some are read. Only the language of messages is
 * set, not the character type: hooks inherit this environment and must still read UTF-8.
 */
export function gitEnvironment(env: Record<string, string>): Record<string, string> {
  const {
    LC_ALL,
    LANGUAGE: _language,
    ...rest
  } = Object.fromEntries(
    Object.entries(env).filter(([name]) => !name.startsWith('GIT_') || KEPT.some((kept) => kept.test(name))),
  );
  return {
    ...rest,
    ...(LC_ALL === undefined ? {} : { LC_CTYPE: LC_ALL }),
    LC_MESSAGES: 'C',
    GIT_TERMINAL_PROMPT: '0',
    GIT_EDITOR: 'true',
    GIT_SEQUENCE_EDITOR: 'true',
    GIT_PAGER: 'cat',
  };
}
