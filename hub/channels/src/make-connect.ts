import type { Platform } from '@musterhub/rules';
import type { Connect, ConnectSetting } from './connect.ts';
import { makeFacebookConnect } from './facebook-connect.ts';
import { makeInstagramConnect } from './instagram-connect.ts';
import { makeXConnect } from './x-connect.ts';

const makers: Record<Platform, (setting: ConnectSetting) => Connect> = {
  instagram: makeInstagramConnect,
  facebook: makeFacebookConnect,
  x: makeXConnect,
};

/** How accounts of a platform are connected and kept so. */
export function makeConnect(platform: Platform, setting: ConnectSetting): Connect {
  return makers[platform](setting);
}
