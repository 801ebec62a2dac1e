import type { AcpOptions } from '../acp-options.ts';
import type { AcpProfile } from '../acp-profile.ts';
import { readPromptUsage } from '../read-usage.ts';

/** opencode. Its mode `build` asks only outside of its folder, so its configuration has to say that it asks. */
export const opencodeProfile: AcpProfile = {
  name: 'opencode',
  pinned: { package: 'opencode-ai', version: '1.18.33', program: 'opencode' },
  args: ['acp'],
  homeFiles: (options) => ({ 'opencode.json': `${JSON.stringify(configOf(options), null, 2)}\n` }),
  env: ({ home }) => ({
    OPENCODE_CONFIG: `${home}/opencode.json`,
    OPENCODE_DISABLE_AUTOUPDATE: '1',
    OPENCODE_DISABLE_MODELS_FETCH: '1',
    OPENCODE_DISABLE_LSP_DOWNLOAD: '1',
    OPENCODE_DISABLE_DEFAULT_PLUGINS: '1',
  }),
  rejectOptions: ['reject'],
  onReject: 'ends_turn',
  outlivesStdin: false,
  unsafeFolders: [],
  vendor: ({ model }) => model?.split('/')[0] ?? 'opencode',
  keyVariable: 'OPENAI_API_KEY',
  // The last request of the turn alone, whatever came before it.
  readUsage: (response, options) =>
    readPromptUsage(response, {
      vendor: opencodeProfile.vendor(options),
      scope: 'request',
      model: options.model,
    }),
  findError: () => undefined,
};

function configOf({ model, endpoint }: AcpOptions): Record<string, unknown> {
  const name = model?.includes('/') === true ? model.slice(model.indexOf('/') + 1) : model;
  return {
    $schema: 'https://opencode.ai/config.json',
    permission: { edit: 'ask', bash: 'ask', webfetch: 'ask', external_directory: 'ask' },
    autoupdate: false,
    share: 'disabled',
    ...(model === undefined ? {} : { model: endpoint === undefined ? model : `muster/${name}` }),
    ...(endpoint === undefined || name === undefined
      ? {}
      : {
          small_model: `muster/${name}`,
          enabled_providers: ['muster'],
          provider: {
            muster: {
              npm: '@ai-sdk/openai-compatible',
              name: 'muster',
              options: {
                baseURL: `${endpoint.url.replace(/\/$/, '')}/v1`,
                apiKey: `{env:${endpoint.keyVariable}}`,
              },
              models: { [name]: { name } },
            },
          },
        }),
  };
}
