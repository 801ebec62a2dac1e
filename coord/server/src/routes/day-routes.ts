import { type Daily, dailySchema, dailyText, dayListSchema, readDaily, readDays } from '@musterhq/engine';
import { z } from 'zod';
import { route } from '../route.ts';
import { ServerError } from '../server-error.ts';
import type { Serving } from '../serving.ts';

const params = z.strictObject({ day: z.coerce.number().int().min(-10_000).max(100_000) });

export const dayRoutes = [
  route({
    method: 'GET',
    url: '/api/days',
    permission: 'read',
    summary: 'The plan days of the newest run, newest first.',
    answer: dayListSchema,
    handle: (_, { around }) => readDays(around),
  }),
  route({
    method: 'GET',
    url: '/api/days/:day',
    permission: 'read',
    summary: 'What a plan day came to: landings, reviews, gates, what is open, spend, rounds.',
    params,
    answer: dailySchema,
    handle: ({ params: { day } }, serving) => getDaily(serving, day),
  }),
  route({
    method: 'GET',
    url: '/api/days/:day/markdown',
    permission: 'read',
    media: 'text/markdown',
    summary: 'The same as a Markdown file, as `muster daily` prints it.',
    params,
    async handle({ params: { day }, reply }, serving) {
      const daily = await getDaily(serving, day);
      return reply
        .type('text/markdown; charset=utf-8')
        .header('content-disposition', `attachment; filename="day-${day}-${daily.date}.md"`)
        .send(dailyText(daily));
    },
  }),
];

async function getDaily({ around }: Serving, day: number): Promise<Daily> {
  const daily = await readDaily(around, day);
  if (daily !== undefined) return daily;
  throw new ServerError('not_found', `The newest run has no day ${day}.`);
}
