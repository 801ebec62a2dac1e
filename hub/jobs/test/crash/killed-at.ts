import type { Channel } from '@musterhub/channels';
import type { Kill } from './cell.ts';

/** The first kill of the list waits for its point; the next one counts from there. */
export function killedAt(channel: Channel, kills: Kill[], die: () => never): Channel {
  const seen = { perform: 0, find: 0, read_back: 0, next_move: 0 };
  const dies = (at: Kill['at'], side: Kill['side']): boolean => {
    const [kill] = kills;
    if (kill?.at !== at || kill.side !== side || kill.nth !== seen[at]) return false;
    kills.shift();
    return true;
  };
  const around = async <Result>(at: Kill['at'], work: () => Promise<Result>): Promise<Result> => {
    seen[at] += 1;
    if (dies(at, 'before')) die();
    const result = await work();
    if (dies(at, 'after')) die();
    return result;
  };
  const { scheduler } = channel;
  return {
    ...channel,
    scheduler: scheduler && {
      ...scheduler,
      hand: (...args) => around('perform', () => scheduler.hand(...args)),
      takeBack: (...args) => around('perform', () => scheduler.takeBack(...args)),
    },
    nextCall(post, handles) {
      seen.next_move += 1;
      if (dies('next_move', 'before')) die();
      return channel.nextCall(post, handles);
    },
    perform: (...args) => around('perform', () => channel.perform(...args)),
    find: (...args) => around('find', () => channel.find(...args)),
    readBack: (...args) => around('read_back', () => channel.readBack(...args)),
  };
}
