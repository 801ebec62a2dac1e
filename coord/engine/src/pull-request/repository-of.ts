/** `owner/name` and the host of a remote's address, over https, ssh or in the short form of scp; a path has neither. */
export function repositoryOf(url: string): { host: string; repository: string } | undefined {
  const match =
    /^(?:https?|ssh|git):\/\/(?:[^/@]+@)?([^/:]+)(?::\d+)?\/([\w.-]+\/[\w.-]+?)(?:\.git)?\/?$/.exec(url) ??
    /^(?:[^/@:]+@)?([^/:@]+):([\w.-]+\/[\w.-]+?)(?:\.git)?\/?$/.exec(url);
  return match === null ? undefined : { host: match[1]!, repository: match[2]! };
}
