import { resolve } from 'node:path';
import { checkHouse } from './check-house.ts';
import { readHouse } from './read-house.ts';

/** `npm run boundaries [ROOT]`: every finding with its rule, why it is one and what to do; fails when nothing was read. */
const house = readHouse(resolve(process.argv[2] ?? '.'));
const findings = checkHouse(house);
for (const { file, line, rule, found, why, fix } of findings) {
  console.log(`${file}:${line} ${rule}: ${found}\n  why: ${why}\n  do:  ${fix}`);
}
console.log(
  `${house.modules.length} modules of ${house.workspaces.length} packages read, ${findings.length} findings`,
);
if (house.modules.length === 0) console.log('expected modules to read, found none: nothing was checked');
process.exitCode = findings.length > 0 || house.modules.length === 0 ? 1 : 0;
