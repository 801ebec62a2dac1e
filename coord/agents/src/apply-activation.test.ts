import { describe, expect, it } from 'vitest';
import { applyActivation } from './apply-activation.ts';

const presets = { documentation: ['writer', 'mentor', 'qa'], performance: ['performance', 'backend'] };
const agents = ['analyzer', 'backend', 'mentor', 'performance', 'qa', 'writer'].map((name) => ({ name }));
type Steps = Parameters<typeof applyActivation>[1];
const apply = (current: string[], ...steps: Steps) => applyActivation(current, steps, presets, agents);

describe('applyActivation', () => {
  it('[A2] replaces the set by a preset, adds and removes, in the order of the line', () => {
    expect(
      apply(
        ['backend'],
        { kind: 'preset', name: 'documentation' },
        { kind: 'activate', name: 'analyzer' },
        { kind: 'activate', name: 'writer' },
        { kind: 'deactivate', name: 'qa' },
      ),
    ).toEqual({ agents: ['writer', 'mentor', 'analyzer'], diagnostics: [] });
  });

  it('[A2] changes nothing for a name that is not known and gives the nearest right one', () => {
    const steps: Steps = [
      { kind: 'preset', name: 'documentaton' },
      { kind: 'activate', name: 'wirter' },
    ];
    expect(apply(['qa'], ...steps)).toEqual({
      agents: ['qa'],
      diagnostics: [
        {
          rule: 'activation/unknown-preset',
          severity: 'error',
          message: "there is no preset 'documentaton'; known: documentation, performance",
          fix: "write 'documentation'",
        },
        {
          rule: 'activation/unknown-agent',
          severity: 'error',
          message: "there is no agent 'wirter'; known: analyzer, backend, mentor, performance, qa, writer",
          fix: "write 'writer'",
        },
      ],
    });
  });

  it('[A2] knows when an agent was meant for a preset and the other way round', () => {
    expect(apply([], { kind: 'preset', name: 'qa' }).diagnostics).toMatchObject([
      { fix: "write 'ca activate qa'" },
    ]);
    expect(apply([], { kind: 'activate', name: 'documentation' }).diagnostics).toMatchObject([
      { fix: "write 'ca preset documentation'" },
    ]);
  });

  it('[A2] warns when an agent is deactivated that is not active', () => {
    expect(apply(['qa'], { kind: 'deactivate', name: 'writer' })).toEqual({
      agents: ['qa'],
      diagnostics: [
        { rule: 'activation/not-active', severity: 'warning', message: "'writer' is not active; active: qa" },
      ],
    });
    expect(apply(['writer'], { kind: 'deactivate', name: 'writr' }).diagnostics).toMatchObject([
      { rule: 'activation/unknown-agent', fix: "write 'writer'" },
    ]);
  });

  it('[A2] removes an active agent whose file has gone', () => {
    expect(apply(['poet', 'qa'], { kind: 'deactivate', name: 'poet' })).toEqual({
      agents: ['qa'],
      diagnostics: [],
    });
  });
});
