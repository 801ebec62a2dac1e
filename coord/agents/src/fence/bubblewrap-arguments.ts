import { type FencePlace, type FencePlaces, placesInOrder } from './fence-spec.ts';

const ordinaryUser = '1000';

/**
 * Settings of the whole machine that files of `/proc` change. They ask for the number of root and not for a capability, so root
 * without any still writes them (bubblewrap covers them only from one who may write the folder: seen 2026-11-22).
 */
const kernelSettings = [
  '/proc/sys',
  '/proc/sysrq-trigger',
  '/proc/fs',
  '/proc/scsi',
  '/proc/mtrr',
  '/proc/acpi',
];

/**
 * A process space of its own that ends with the one who started it, no capability for root, everything read-only but what is
 * named. The network stays, unless hosts are named: then there is none but the way through the relay.
 */
export function bubblewrapArguments(
  places: FencePlaces,
  { isRoot, network }: { isRoot: boolean; network?: readonly string[] | undefined },
): string[] {
  const inOrder = placesInOrder(places);
  return [
    ...['--die-with-parent', '--new-session', '--unshare-pid', '--unshare-ipc', '--unshare-uts'],
    ...(network === undefined ? [] : ['--unshare-net']),
    // Root would otherwise keep the right to mount everything writable again; and only by another number can an agent put a
    // sandbox of its own in here, as Codex does, for nobody without a capability may pass the number of root on.
    ...['--cap-drop', 'ALL'],
    ...(isRoot ? ['--unshare-user', '--uid', ordinaryUser, '--gid', ordinaryUser] : []),
    ...['--ro-bind', '/', '/', '--dev', '/dev', '--proc', '/proc'],
    ...kernelSettings.flatMap((path) => ['--ro-bind-try', path, path]),
    ...inOrder.flatMap(mountOf),
    // Last, when the places inside have their mount points: an empty folder that takes files would only hide that they are lost.
    ...inOrder.flatMap((place) =>
      place.kind === 'hidden' && place.is === 'folder' ? ['--remount-ro', place.path] : [],
    ),
  ];
}

function mountOf(place: FencePlace): string[] {
  switch (place.kind) {
    case 'writable':
      return ['--bind', place.path, place.path];
    case 'readable':
      return ['--ro-bind', place.path, place.path];
    case 'scratch':
      return ['--perms', '1777', '--tmpfs', place.path];
    case 'hidden':
      return place.is === 'folder' ? ['--tmpfs', place.path] : ['--ro-bind', '/dev/null', place.path];
  }
}
