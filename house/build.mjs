import { build, productFolders } from './command-line-bundle.mjs';
import { buildWeb } from './web-bundle.mjs';

for (const folder of productFolders) {
  try {
    const { entries, durationMs } = await build(folder);
    console.log(`built ${entries.join(', ') || 'nothing'} in ${durationMs} ms`);
  } catch (error) {
    console.error(`${folder}/dist was not built: ${error.message}`);
    process.exitCode = 1;
  }
}
try {
  const pages = await buildWeb();
  if (pages !== undefined) console.log(`built the pages in ${pages.durationMs} ms`);
} catch (error) {
  console.error(`coord/web/dist was not built: ${error.message}`);
  process.exitCode = 1;
}
