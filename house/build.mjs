import { build, productFolders } from './command-line-bundle.mjs';
import { buildWeb, webFolders } from './web-bundle.mjs';

for (const folder of productFolders) {
  try {
    const { entries, durationMs } = await build(folder);
    console.log(`built ${entries.join(', ') || 'nothing'} in ${durationMs} ms`);
  } catch (error) {
    console.error(`${folder}/dist was not built: ${error.message}`);
    process.exitCode = 1;
  }
}
for (const folder of webFolders) {
  try {
    const { durationMs } = await buildWeb(folder);
    console.log(`built the pages of ${folder} in ${durationMs} ms`);
  } catch (error) {
    console.error(`${folder}/dist was not built: ${error.message}`);
    process.exitCode = 1;
  }
}
