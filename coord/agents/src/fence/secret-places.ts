/** What programs keep in a person's HOME to prove who the person is, and where other agents keep theirs. */
export const secretPlaces: readonly string[] = [
  ...['.ssh', '.gnupg', '.netrc', '.git-credentials', '.config/git/credentials', '.password-store'],
  ...['.aws', '.azure', '.config/gcloud', '.kube', '.docker', '.config/containers', '.oci', '.terraform.d'],
  ...[
    '.npmrc',
    '.yarnrc.yml',
    '.pypirc',
    '.cargo/credentials',
    '.cargo/credentials.toml',
    '.m2/settings.xml',
  ],
  ...[
    '.gem/credentials',
    '.composer/auth.json',
    '.config/pip',
    '.config/hub',
    '.config/gh',
    '.config/glab-cli',
  ],
  ...['.claude', '.claude.json', '.codex', '.gemini', '.config/opencode', '.local/share/opencode'],
  ...['.pgpass', '.my.cnf', '.vault-token', '.local/share/keyrings', 'Library/Keychains', 'Library/Cookies'],
  ...['.mozilla', '.config/google-chrome', '.config/chromium', 'Library/Application Support/Google/Chrome'],
  ...['.bash_history', '.zsh_history', '.python_history', '.node_repl_history', '.psql_history'],
  // Throw-away repositories and servers of Muster's own.
  '.local/state/muster',
];
