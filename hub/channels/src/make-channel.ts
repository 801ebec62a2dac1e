import type { Platform } from '@musterhub/rules';
import type { Channel, ChannelSetting } from './channel.ts';
import { makeFacebook } from './facebook.ts';
import { makeInstagram } from './instagram.ts';
import { makeX } from './x.ts';

const makers: Record<Platform, (setting: ChannelSetting) => Channel> = {
  instagram: makeInstagram,
  facebook: makeFacebook,
  x: makeX,
};

/** The client of a platform. It holds no state: one serves every account. */
export function makeChannel(platform: Platform, setting: ChannelSetting): Channel {
  return makers[platform](setting);
}
