export type {
  Account,
  Allowance,
  Answer,
  Call,
  Channel,
  ChannelSetting,
  Finding,
  Handles,
  Hosts,
  Metrics,
  ReadBack,
  Shown,
  Unreadable,
} from './channel.ts';
export { makeChannel } from './make-channel.ts';
export { isSameText } from './same-text.ts';
