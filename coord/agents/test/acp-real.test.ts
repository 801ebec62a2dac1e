import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ModelStep, makeScriptedModel, type ScriptedModel } from '@musterhq/sandbox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AcpPlace, makeAcpPlace, type TurnTaken } from './acp-turn.ts';
import { realModules } from './find-test-fence.ts';

const agents = [
  { profile: 'claude', program: 'claude-agent-acp', key: 'ANTHROPIC_API_KEY', model: 'claude-sonnet-4-5' },
  { profile: 'codex', program: 'codex-acp', key: 'OPENAI_API_KEY', model: 'gpt-5.5' },
] as const;

let place: AcpPlace;
let model: ScriptedModel;
const steps = new Map<string, ModelStep[]>();
beforeAll(async () => {
  place = makeAcpPlace();
  model = await makeScriptedModel({
    stepsFor: (prompt) => [...steps].find(([name]) => prompt.includes(name))?.[1],
  });
});
afterAll(async () => {
  await model.close();
  place.remove();
});

/** The real adapters at their pinned versions, with a scripted model: what the profiles say of them is so. */
describe.each(agents)('the real $program', ({ profile, program, key, model: modelName }) => {
  const command = join(realModules, '.bin', program);
  const isInstalled = existsSync(command);
  const take = (
    name: string,
    scripted: ModelStep[],
    more: { conversation?: string } = {},
  ): Promise<TurnTaken> => {
    steps.set(`[${profile} ${name}]`, scripted);
    return place.takeTurn({
      brief: `Do what is asked. [${profile} ${name}]`,
      options: {
        profile,
        command,
        args: [],
        model: modelName,
        home: join(place.outside, `home-${profile}`),
        endpoint: { url: model.url, keyVariable: key },
        env: { [key]: 'dummy-key' },
      },
      order: { env: { PATH: process.env.PATH ?? '', LANG: 'C.UTF-8' }, ...more },
    });
  };
  const skip = (skipTest: (note: string) => never): void => {
    if (!isInstalled) skipTest(`${program} is not installed: npm ci in coord/agents/real`);
  };

  it('[C5] writes what it owns, is denied the rest, and goes on with its conversation', async ({
    skip: skipTest,
  }) => {
    skip(skipTest);
    const own = await take('own', [
      { do: 'write', path: join(place.worktree, `mine/${profile}`), text: 'by the real one\n' },
      { do: 'text', text: 'Written.' },
    ]);
    expect(own.outcome).toMatchObject({ kind: 'finished' });
    expect(readFileSync(join(place.worktree, `mine/${profile}`), 'utf8')).toContain('by the real one');
    const [usage] = own.of('usage').map((event) => event.usage);
    expect(usage).toMatchObject({ quality: 'reported', scope: 'turn', input: expect.any(Number) });

    const { id } = own.of('conversation')[0]!;
    const foreign = join(place.outside, `foreign-${profile}`);
    const denied = await take(
      'foreign',
      [
        { do: 'write', path: foreign, text: 'x' },
        { do: 'text', text: 'It was refused.' },
      ],
      { conversation: id },
    );
    expect(denied.of('conversation')).toMatchObject([{ id, isResumed: true }]);
    expect(denied.of('permission')).toContainEqual(expect.objectContaining({ decision: 'denied' }));
    expect(existsSync(foreign)).toBe(false);
    expect(denied.outcome).toMatchObject({ kind: 'finished' });
  }, 90_000);

  it('[C9] tells a model that cannot be reached from a turn that went well', async ({ skip: skipTest }) => {
    skip(skipTest);
    const { outcome } = await take('bad', [
      { do: 'text', text: 'x', refuse: { times: 50, as: 'bad_request' } },
    ]);
    expect(outcome).toMatchObject({ kind: 'failed', reason: 'agent_error', error: { class: 'model' } });
  }, 90_000);
});
