import { countWords, Panel } from '@musterhq/page';
import { use } from 'react';
import { MeContext } from '../app/me.ts';
import type { WholePublication } from '../live/facts.ts';
import { When } from '../words/when.tsx';

/** The post's figures as they were read, one column for each reading of the timetable; what was not read says why. */
export function FiguresPanel({ publication }: { publication: WholePublication }) {
  const { readings, metrics } = publication;
  const isPlayed = use(MeContext).fedBy === 'SANDBOX';
  if (readings.length === 0) return null;
  const names = [...new Set(metrics.map(({ metric }) => metric))];
  return (
    <Panel title="Figures" note={isPlayed ? 'played by the sandbox' : undefined}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a part that scrolls has to be reachable by keyboard */}
      <section className="figures" tabIndex={0} aria-label="Figures by reading">
        <table>
          <thead>
            <tr>
              <th scope="col">After</th>
              {readings.map(({ name, dueAt, state, reason }) => (
                <th key={name} scope="col" title={reason ?? undefined}>
                  {name}
                  <span className="quiet">
                    {state === 'read' ? (
                      'read'
                    ) : state === 'missed' ? (
                      `missed: ${reason}`
                    ) : (
                      <When at={dueAt} />
                    )}
                  </span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {names.map((metric) => (
              <tr key={metric}>
                <th scope="row">{metricWords(metric)}</th>
                {readings.map(({ name, state }) => {
                  const found = metrics.find((one) => one.metric === metric && one.reading === name);
                  return (
                    <td key={name} className="figure">
                      {found === undefined ? (
                        <span className="quiet">{state === 'due' ? 'not yet' : 'not given'}</span>
                      ) : (
                        countWords(found.value)
                      )}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </Panel>
  );
}

/** `post_media_view` and `like_count` as people say them, without what the platform adds to every name. */
const metricWords = (metric: string): string =>
  metric
    .replace(/^post_(?:total_)?/, '')
    .replace(/_(?:count|by_type_total)$/, '')
    .replaceAll('_', ' ');
