import { expectGolden } from '@musterhq/testing';
import { describe, expect, test } from 'vitest';
import { fenceCommand } from './fence-command.ts';
import type { FencePlaces } from './fence-spec.ts';
import { seatbeltProfile } from './seatbelt-profile.ts';

const places: FencePlaces = {
  writable: ['/repo/.muster/worktrees/session-2', '/repo/.muster/homes/session-2'],
  scratch: ['/tmp'],
  readable: ['/tmp/project', '/repo/.muster/worktrees/session-2/.git'],
  hidden: [
    { path: '/repo/.muster', is: 'folder' },
    { path: '/home/ada/.ssh', is: 'folder' },
    { path: '/home/ada/.netrc', is: 'file' },
  ],
};
const agent = { command: 'agent', args: ['--acp'] };

describe('[F8] a command behind the fence', () => {
  test('is the same one where there is none', () => {
    expect(fenceCommand(undefined, agent, '/w')).toEqual(agent);
    expect(fenceCommand({ kind: 'off', because: 'no bwrap' }, agent, '/w')).toEqual(agent);
  });

  test('is run by bubblewrap, the deepest place last', () => {
    const { command, args } = fenceCommand(
      { kind: 'bubblewrap', program: '/usr/bin/bwrap', isRoot: true, ...places },
      agent,
      '/repo/.muster/worktrees/session-2',
    );
    expect(command).toBe('/usr/bin/bwrap');
    expect(args.join(' ')).toBe(
      [
        '--die-with-parent --new-session --unshare-pid --unshare-ipc --unshare-uts --cap-drop ALL',
        '--unshare-user --uid 1000 --gid 1000',
        '--ro-bind / / --dev /dev --proc /proc',
        '--ro-bind-try /proc/sys /proc/sys --ro-bind-try /proc/sysrq-trigger /proc/sysrq-trigger',
        '--ro-bind-try /proc/fs /proc/fs --ro-bind-try /proc/scsi /proc/scsi',
        '--ro-bind-try /proc/mtrr /proc/mtrr --ro-bind-try /proc/acpi /proc/acpi',
        '--perms 1777 --tmpfs /tmp --tmpfs /repo/.muster --ro-bind /tmp/project /tmp/project',
        '--tmpfs /home/ada/.ssh --ro-bind /dev/null /home/ada/.netrc',
        '--bind /repo/.muster/worktrees/session-2 /repo/.muster/worktrees/session-2',
        '--bind /repo/.muster/homes/session-2 /repo/.muster/homes/session-2',
        '--ro-bind /repo/.muster/worktrees/session-2/.git /repo/.muster/worktrees/session-2/.git',
        '--remount-ro /repo/.muster --remount-ro /home/ada/.ssh',
        '--chdir /repo/.muster/worktrees/session-2 -- agent --acp',
      ].join(' '),
    );
  });

  test('[F11] is run beside the relay where hosts are named, and reaches nothing where there is none', () => {
    const spec = {
      ...{
        kind: 'bubblewrap' as const,
        program: '/usr/bin/bwrap',
        isRoot: false,
        network: ['api.example.com'],
      },
      ...{ writable: [], scratch: ['/tmp'], readable: [], hidden: [] },
    };
    const relay = {
      socket: '/t/egress.sock',
      ports: [4001, 3128],
      node: '/usr/bin/node',
      script: '/m/turn-host.js',
    };
    const beside = fenceCommand(spec, agent, '/w', relay).args.join(' ');
    expect(beside).toContain('--unshare-net');
    expect(beside).toContain(
      '--ro-bind /t/egress.sock /tmp/.muster-egress --ro-bind /m/turn-host.js /tmp/.muster-relay.mjs --setenv HTTP_PROXY http://127.0.0.1:3129',
    );
    expect(beside).toMatch(
      /--chdir \/w -- \/usr\/bin\/node \/tmp\/\.muster-relay\.mjs --relay \/tmp\/\.muster-egress 3129 4001,3128 agent --acp$/,
    );
    const without = fenceCommand(spec, agent, '/w').args.join(' ');
    expect(without).toContain('--unshare-net');
    expect(without).toMatch(/--chdir \/w -- agent --acp$/);
  });

  test('is run by sandbox-exec with a profile of the same places (the profile was not tried on macOS)', () => {
    const { command, args } = fenceCommand(
      { kind: 'seatbelt', program: '/usr/bin/sandbox-exec', ...places },
      agent,
      '/w',
    );
    expect([command, ...args]).toEqual([
      '/usr/bin/sandbox-exec',
      '-p',
      seatbeltProfile(places),
      'agent',
      '--acp',
    ]);
    expectGolden(new URL('../../test/golden/seatbelt.sb', import.meta.url).pathname, seatbeltProfile(places));
  });
});
