import type { Post } from '../live/facts.ts';

const names: Record<Post['platform'], string> = { instagram: 'Instagram', facebook: 'Facebook', x: 'X' };
export const platformName = (platform: string): string => names[platform as Post['platform']] ?? platform;

/** Our own small signs, not the platforms' marks; the name stands beside or is read out. */
export function PlatformMark({ platform, isBare = false }: { platform: string; isBare?: boolean }) {
  const name = platformName(platform);
  // Its sign is its name.
  const isHidden = isBare || platform === 'x';
  return (
    <span className={`platform platform-${platform}`}>
      <span className="platform-sign" aria-hidden="true">
        {platform === 'instagram' ? 'Ig' : platform === 'facebook' ? 'Fb' : 'X'}
      </span>
      <span className={isHidden ? 'visually-hidden' : undefined}>{name}</span>
    </span>
  );
}
