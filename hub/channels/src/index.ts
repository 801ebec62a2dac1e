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
export type {
  AppCredentials,
  Connect,
  Connected,
  ConnectedAccount,
  ConnectSetting,
  Grant,
  Invitation,
  NotConnected,
  Refreshed,
} from './connect.ts';
export { makeChannel } from './make-channel.ts';
export { makeConnect } from './make-connect.ts';
export { redact } from './redact.ts';
export { isSameText } from './same-text.ts';
