import { z } from 'zod';
import type { FileDiagnostic } from './file-diagnostic.ts';
import { parseYamlFile, type YamlFile } from './parse-yaml-file.ts';

const presetsSchema = z.strictObject({
  version: z.literal(1),
  presets: z.record(
    z.string().regex(/^[a-z0-9][a-z0-9-]*$/),
    z.strictObject({
      /** One line for `ca list`. */
      purpose: z.string().min(1),
      agents: z.array(z.string()).min(1),
    }),
  ),
});

type PresetsFile = z.infer<typeof presetsSchema>;

/** Reads a `presets.yaml`; `placeOf(['presets', name, 'agents', 0])` leads back to the text. */
export function parsePresets(
  text: string,
  file: string,
): YamlFile<PresetsFile> & { diagnostics: FileDiagnostic[] } {
  return parseYamlFile({ text, file, kind: 'presets', schema: presetsSchema });
}
