import { resolve } from 'node:path';
import { drivers } from './drivers.ts';
import { relayWord } from './fence/relay.ts';
import { runRelayed } from './fence/run-relayed.ts';
import { runTurnHost } from './turn-host.ts';

const [folder, ...words] = process.argv.slice(2);
// The same program once more, behind the fence of a turn: there it is the way to the network.
if (folder === relayWord) process.exit(await runRelayed(words));
if (folder === undefined) {
  console.error('usage: turn-host TURN_FOLDER (started by muster; it runs the turn of that folder once)');
  process.exit(64);
}
await runTurnHost({ folder: resolve(folder), drivers });
// A driver that ignored its abort signal may still hold the event loop; the outcome is written, so nothing is lost.
process.exit(0);
