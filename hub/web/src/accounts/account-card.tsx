import {
  countWords,
  durationWords,
  Panel,
  request,
  type Tone,
  ToneMark,
  useOpenAction,
} from '@musterhq/page';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useMay } from '../app/me.ts';
import type { AccountHealth, AccountList, AccountView, AlertView } from '../live/facts.ts';
import { useHubNow } from '../live/use-hub-now.ts';
import { PlatformMark } from '../post/platform-mark.tsx';
import { PlatformRefusal } from '../publishing/attempt-log.tsx';
import { When } from '../words/when.tsx';
import { AllowanceBar } from './allowance-bar.tsx';

type Props = { account: AccountView; channels: AccountList['channels']; alerts: readonly AlertView[] };

/** One account: may the hub post on it, until when, how much is left, what was refused last. */
export function AccountCard({ account, channels, alerts }: Props) {
  const health = useQuery({
    queryKey: ['accounts', account.id],
    queryFn: () => request<AccountHealth>(`/api/accounts/${encodeURIComponent(account.id)}`),
  });
  const { allowances, refused = [], waiting } = health.data ?? {};
  return (
    <Panel
      title={account.name}
      note={<PlatformMark platform={account.platform} />}
      actions={<AccountDoors account={account} />}
      className="account"
    >
      <div className="panel-body">
        <p className="record-facts">
          <Standing account={account} />
          {waiting === undefined ? null : waiting.nextAt === null ? (
            <span className="quiet">nothing waits for it</span>
          ) : (
            <span>
              {countWords(waiting.count)} scheduled, the next <When at={waiting.nextAt} />
            </span>
          )}
        </p>
        <p className="quiet">
          {channels.length === 0
            ? 'No channel posts on it.'
            : `For ${channels.map(({ brand, channel }) => `${channel} of ${brand}`).join(', ')}.`}{' '}
          Connected <When at={account.connectedAt} />.
        </p>
        {alerts.map(({ id, text }) => (
          <p key={id} className="reason tone-care">
            {text}
          </p>
        ))}
        <Keys account={account} />
        {allowances === undefined ? null : <Allowances allowances={allowances} />}
        {refused.length === 0 ? null : (
          <details>
            <summary>
              {refused.length} {refused.length === 1 ? 'refusal' : 'refusals'}, the last{' '}
              <When at={refused[0]!.begunAt} />
            </summary>
            <ul className="refusals">
              {refused.map(({ publication, number, call, begunAt, error }) => (
                <li key={`${publication} ${number}`}>
                  <p className="quiet">
                    <When at={begunAt} /> <code>{call}</code>{' '}
                    <Link to="/publishing/$id" params={{ id: publication }} className="text-link">
                      its publication
                    </Link>
                  </p>
                  {error === null ? null : <PlatformRefusal error={error} />}
                </li>
              ))}
            </ul>
          </details>
        )}
      </div>
    </Panel>
  );
}

/** Whether something could go out now; the worst that stands against it. */
function Standing({ account }: { account: AccountView }) {
  const now = useHubNow(60_000);
  const { breaker, breakerUntil, breakerBecause, credentials } = account;
  if (!credentials.some(({ state }) => state === 'live')) return <ToneMark tone="red" word="not connected" />;
  if (breaker === 'closed') return <ToneMark tone="done" word="connected" />;
  // When its rest is over it is the next call that shows whether it is well.
  const isOver = breakerUntil !== null && now !== undefined && Date.parse(breakerUntil) <= now;
  return (
    <span>
      <ToneMark tone={isOver ? 'care' : 'red'} word={isOver ? 'on trial' : 'resting'} />{' '}
      <span className="quiet">
        after failures in a row ({breakerBecause});{' '}
        {isOver || breakerUntil === null ? (
          'the next call shows whether it is well'
        ) : (
          <>
            nothing is sent before <When at={breakerUntil} />
          </>
        )}
      </span>
    </span>
  );
}

/** The life that is left to each key, by the hub's clock. */
function Keys({ account }: { account: AccountView }) {
  const now = useHubNow(60_000);
  if (account.credentials.length === 0) return null;
  return (
    <ul className="keys">
      {account.credentials.map((key) => {
        const { tone, words } = lifeOf(key, now);
        return (
          <li key={key.id}>
            <ToneMark tone={tone} word={key.rank === 1 ? 'key' : `key ${key.rank}`} />
            <span className="alert-words">
              {words}
              {key.refreshFailures === 0
                ? ''
                : `; ${key.refreshFailures === 1 ? 'the last refresh' : `${key.refreshFailures} refreshes in a row`} failed`}
            </span>
          </li>
        );
      })}
    </ul>
  );
}

type Key = AccountView['credentials'][number];

function lifeOf(
  { state, issuedAt, expiresAt, canRefresh }: Key,
  now: number | undefined,
): { tone: Tone; words: string } {
  if (state === 'dead') return { tone: 'red', words: 'refused by the platform: connect the account again' };
  if (expiresAt === null) return { tone: 'done', words: 'without an end that is known' };
  if (now === undefined) return { tone: 'waits', words: '' };
  const left = Date.parse(expiresAt) - now;
  const refreshed = canRefresh ? 'refreshed by itself before' : 'cannot be refreshed: connect again before';
  if (left <= 0)
    return {
      tone: canRefresh ? 'care' : 'red',
      words: canRefresh ? 'ended, refreshed when it is needed' : 'ended: connect the account again',
    };
  const share = left / (Date.parse(expiresAt) - Date.parse(issuedAt));
  return {
    tone: !canRefresh && share < 0.2 ? 'care' : 'done',
    words: `${durationWords(left)} left, ${refreshed}`,
  };
}

/** X states two for each kind of call: those with the least room are what somebody has to know. */
const shownLimits = 3;

function Allowances({ allowances }: { allowances: AccountHealth['allowances'] }) {
  if (allowances.length === 0) return <p className="quiet">The platform has stated no limits yet.</p>;
  const left = ({ limit, remaining }: (typeof allowances)[number]) => remaining / Math.max(1, limit);
  const ordered = allowances.toSorted((one, other) => left(one) - left(other));
  const [scarce, others] = [ordered.slice(0, shownLimits), ordered.slice(shownLimits)];
  return (
    <>
      <ul className="allowances">
        {scarce.map((allowance) => (
          <AllowanceBar key={allowance.name} allowance={allowance} />
        ))}
      </ul>
      {others.length === 0 ? null : (
        <details>
          <summary className="quiet">{others.length} more limits, all with more room</summary>
          <ul className="allowances">
            {others.map((allowance) => (
              <AllowanceBar key={allowance.name} allowance={allowance} />
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

function AccountDoors({ account }: { account: AccountView }) {
  const open = useOpenAction();
  const mayOwn = useMay('own');
  if (!mayOwn || account.credentials.length === 0) return null;
  return (
    <button
      type="button"
      className="quiet-button framed"
      onClick={() =>
        open({
          path: `/api/accounts/${encodeURIComponent(account.id)}/disconnect`,
          title: `Disconnect ${account.name}`,
          detail: 'Its keys are forgotten. What waits for it stays, and goes out when it is connected again.',
          verb: 'Disconnect',
          isGrave: true,
          fields: [],
          fixed: {},
        })
      }
    >
      Disconnect
    </button>
  );
}
