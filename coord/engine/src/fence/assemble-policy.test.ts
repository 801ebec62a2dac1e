import { judgePath, policySchema } from '@musterhq/agents';
import type { Grant } from '@musterhq/store';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { at, planOf } from '../../test/make-facts.ts';
import { foreignPaths } from '../ownership.ts';
import { workOf } from '../work.ts';
import { assemblePolicy } from './assemble-policy.ts';

const session = fc.integer({ min: 1, max: 4 });
const part = fc.constantFrom('a', 'b', 'c', 'src', 'srcs', '.github', 'A b', '...');
const path = fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/'));
const folderOrFile = fc.tuple(path, fc.constantFrom('', '/')).map(([name, end]) => `${name}${end}`);
const range = { start: 0, end: 0, line: 1, column: 1 };
const resource = fc.record({
  id: fc.constant('r'),
  path: folderOrFile,
  ownership: fc.oneof(
    session.map((id) => ({ kind: 'primary' as const, session: id })),
    fc.constant({ kind: 'shared' as const }),
  ),
  phrase: fc.constant('as the plan says'),
  range: fc.constant(range),
});
const grant = fc.record({
  id: fc.constant('g'),
  path: fc.tuple(fc.constantFrom('', '/', './'), folderOrFile).map(([start, name]) => `${start}${name}`),
  session,
  reason: fc.constant('one line'),
  grantedBy: fc.constant('me'),
  grantedAt: fc.constant(at(0)),
  expiresAt: fc.integer({ min: 1, max: 50 }).map(at),
});

const small = planOf({ '1-2': { 1: '', 2: '', 3: '', 4: '' } });

test('[F1] a write is judged as the landing judges the diff that would come of it', () => {
  fc.assert(
    fc.property(
      fc.record({
        session,
        minute: fc.integer({ min: 0, max: 51 }),
        resources: fc.array(resource, { maxLength: 6 }),
        ownedPaths: fc.array(folderOrFile, { maxLength: 2 }),
        grants: fc.array(grant, { maxLength: 3 }),
        path,
      }),
      ({ session, minute, resources, ownedPaths, grants, path }) => {
        const plan = { ...small, resources };
        const work = { ...workOf(plan, []).find((item) => item.session === session)!, ownedPaths };
        const isLive = ({ expiresAt }: Grant) => expiresAt > at(minute);
        const change = { commit: 'c1', path, status: 'modified' as const, mode: '100644' };
        const foreign = foreignPaths(plan, work, [change], grants.filter(isLive));
        const policy = policySchema.parse(assemblePolicy(plan, work, { grants, document: 'PLAN.md' }));
        const judgement = judgePath(policy, {
          path,
          worktree: '/w/session',
          now: at(minute).getTime(),
          readLink: () => undefined,
        });
        expect(judgement.kind).toBe(foreign.length === 0 ? 'allowed' : 'denied');
        if (judgement.kind === 'denied')
          expect(judgement).toMatchObject({ path, owner: foreign[0]!.owner, phrase: foreign[0]!.phrase });
      },
    ),
    { numRuns: 500 },
  );
});
