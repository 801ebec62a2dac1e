import { commitPatchSchema, readPatch } from '@musterhq/git';
import { findRun, isKnownCommit } from '@musterhq/store';
import { z } from 'zod';
import { route } from '../route.ts';
import { ServerError } from '../server-error.ts';

/** Of one file; nobody reads more, and a browser would stand still over it. */
const longestPatch = 400_000;

export const commitRoutes = [
  route({
    method: 'GET',
    url: '/api/commits/:commit',
    permission: 'read',
    summary: 'A commit of the newest run with what it changes against its first parent.',
    params: z.strictObject({ commit: z.string().regex(/^[0-9a-f]{40}([0-9a-f]{24})?$/) }),
    answer: commitPatchSchema,
    async handle({ params: { commit } }, { around }) {
      const { database } = around.store;
      const run = await findRun(database);
      // The repository may hold what is nobody's business here.
      if (run === undefined || !(await isKnownCommit(database, run.id, commit)))
        throw new ServerError('not_found', `The newest run has nothing to do with a commit ${commit}.`);
      return readPatch(around.repo, commit, { longest: longestPatch });
    },
  }),
];
