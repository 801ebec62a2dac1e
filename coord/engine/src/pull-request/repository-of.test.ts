import { expect, test } from 'vitest';
import { repositoryOf } from './repository-of.ts';

test.each([
  ['https://github.com/garden/guide.git', 'github.com'],
  ['https://me:token@github.com/garden/guide', 'github.com'],
  ['https://git.garden.test:8443/garden/guide/', 'git.garden.test'],
  ['ssh://git@github.com/garden/guide.git', 'github.com'],
  ['ssh://git@ssh.github.test:443/garden/guide.git', 'ssh.github.test'],
  ['git@github.com:garden/guide.git', 'github.com'],
  ['github.com:garden/guide', 'github.com'],
])('[P2] the address %s names its repository and its host', (url, host) => {
  expect(repositoryOf(url)).toEqual({ host, repository: 'garden/guide' });
});

test.each([
  '/srv/git/garden/guide.git',
  '../remote.git',
  'file:///srv/garden/guide.git',
  'git@github.com:guide',
])('[P2] the address %s names none', (url) => {
  expect(repositoryOf(url)).toBeUndefined();
});
