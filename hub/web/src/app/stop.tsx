import { type Action, request, useOpenAction, useSay } from '@musterhq/page';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { statusQuery } from '../live/queries.ts';
import { actorWords } from '../words/actor-words.ts';
import { When } from '../words/when.tsx';
import { useMay, useWhyNot } from './me.ts';

export const stopEverything: Action = {
  path: '/api/stop',
  title: 'Stop everything now',
  detail: 'From here on nothing is sent, on no account. What was missed is planned anew when it goes on.',
  verb: 'Stop everything',
  isGrave: true,
  fields: [{ name: 'why', label: 'Why', kind: 'text', hint: 'Everybody sees it beside your name.' }],
  fixed: {},
};

/** For whoever may: one button away on every page. */
export function StopSwitch() {
  const open = useOpenAction();
  const { data } = useQuery(statusQuery);
  if (!useMay('approve') || data?.stopped !== null) return null;
  return (
    <button type="button" className="button danger" onClick={() => open(stopEverything)}>
      <span>
        Stop<span className="wide"> everything</span>
      </span>
    </button>
  );
}

/** Why nothing goes out, on every page while that is so. */
export function StoppedBanner() {
  const { data } = useQuery(statusQuery);
  if (data === undefined) return null;
  const { stopped, withdrawnBecause } = data;
  return (
    <>
      {withdrawnBecause === null ? null : (
        <p className="banner stopped" role="status">
          <strong>This hub publishes nothing.</strong> {withdrawnBecause} When the other copy is gone for
          good: <code>npx hub fence take --why REASON</code>
        </p>
      )}
      {stopped === null ? null : (
        <div className="banner stopped" role="status">
          <p>
            <strong>Everything is stopped</strong> since <When at={stopped.at} /> by {actorWords(stopped.by)}:{' '}
            {stopped.because}
          </p>
          <ResumeButton />
        </div>
      )}
    </>
  );
}

function ResumeButton() {
  const client = useQueryClient();
  const say = useSay();
  const whyNot = useWhyNot('approve');
  if (whyNot !== undefined) return <span className="quiet">{whyNot}</span>;
  const resume = () =>
    request<{ message: string }>('/api/resume', {}).then(
      ({ message }) => {
        say({ text: message });
        void client.invalidateQueries({ queryKey: statusQuery.queryKey });
      },
      (error: Error) => say({ text: error.message, isRefusal: true }),
    );
  return (
    <button type="button" className="button" onClick={() => void resume()}>
      Go on
    </button>
  );
}
