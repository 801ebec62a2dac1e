import { durationWords, Panel, type Tone, ToneMark } from '@musterhq/page';
import type { AttemptView, WholePublication } from '../live/facts.ts';
import { When } from '../words/when.tsx';

const outcomes: Record<string, [tone: Tone, word: string]> = {
  open: ['working', 'under way'],
  done: ['done', 'done'],
  pending: ['landing', 'not finished there yet'],
  refused: ['red', 'refused'],
  unknown: ['red', 'answer lost'],
  found: ['done', 'found on the account'],
  absent: ['waits', 'not on the account'],
  unsent: ['waits', 'never sent'],
  abandoned: ['care', 'given up'],
};

/** Every call of a publication: what was meant, what came of it, and what reading the account said where an answer was lost. */
export function AttemptLog({ publication }: { publication: WholePublication }) {
  const { attempts, findings } = publication;
  return (
    <Panel title="Calls" note={attempts.length === 0 ? undefined : String(attempts.length)}>
      {attempts.length === 0 ? (
        <p className="panel-empty">Nothing was sent yet.</p>
      ) : (
        <ol className="attempts">
          {attempts.map((attempt) => (
            <AttemptRow
              key={attempt.number}
              attempt={attempt}
              findings={findings.filter((one) => one.attempt === attempt.number)}
            />
          ))}
        </ol>
      )}
    </Panel>
  );
}

type Findings = WholePublication['findings'];

function AttemptRow({ attempt, findings }: { attempt: AttemptView; findings: Findings }) {
  const { number, call, visible, state, begunAt, endedAt, retryAt, cause } = attempt;
  const [tone, word] = outcomes[state] ?? ['waits', state];
  const took = endedAt === null ? undefined : Date.parse(endedAt) - Date.parse(begunAt);
  return (
    <li className="attempt">
      <p className="attempt-head">
        <span className="quiet figure">{number}</span>
        <code>{call}</code>
        {visible ? <span className="chip">public</span> : null}
        <span className="row-end">
          <ToneMark tone={tone} word={word} />
        </span>
      </p>
      <p className="attempt-facts quiet">
        <span>
          meant <When at={begunAt} isExact />
        </span>
        {took === undefined ? null : <span>answered after {durationWords(took)}</span>}
        {retryAt === null ? null : (
          <span>
            again from <When at={retryAt} isExact />
          </span>
        )}
        <span className="cut" title={`${attempt.credential}, sent by ${attempt.worker}`}>
          key {attempt.credential.split('/').at(-1)}
        </span>
      </p>
      {cause === null ? null : <p className="attempt-cause">{cause}</p>}
      <Handles handles={attempt.handles} />
      {attempt.error === null ? null : <PlatformRefusal error={attempt.error} />}
      {inRuns(findings).map(({ first, last, count }) => (
        <p key={first.at} className="attempt-cause">
          <When at={first.at} isExact />
          {count === 1 ? null : (
            <>
              {' '}
              to <When at={last.at} isExact />, {count} times
            </>
          )}{' '}
          the account was read: <strong>{first.kind}</strong>. {first.evidence}
        </p>
      ))}
    </li>
  );
}

type Run = { first: Findings[number]; last: Findings[number]; count: number };

/** What an account said many times in a row in the same words is told once. */
function inRuns(findings: Findings): Run[] {
  const runs: Run[] = [];
  for (const one of findings) {
    const run = runs.at(-1);
    if (run !== undefined && run.first.kind === one.kind && run.first.evidence === one.evidence)
      Object.assign(run, { last: one, count: run.count + 1 });
    else runs.push({ first: one, last: one, count: 1 });
  }
  return runs;
}

/** What the platform gave the call: ids by which the next one goes on. */
function Handles({ handles }: Pick<AttemptView, 'handles'>) {
  const names = Object.entries(handles);
  if (names.length === 0) return null;
  return (
    <dl className="handles">
      {names.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd className="mono">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** The platform's own words and codes, and ours for what it means and what to do. */
export function PlatformRefusal({ error }: { error: NonNullable<AttemptView['error']> }) {
  const codes = [
    error.http === undefined ? undefined : `HTTP ${error.http}`,
    error.code === undefined ? undefined : `code ${error.code}`,
    error.subcode === undefined ? undefined : `subcode ${error.subcode}`,
    error.traceId === undefined ? undefined : `trace ${error.traceId}`,
  ].filter((one) => one !== undefined);
  return (
    <div className="refusal">
      <p>
        <span className="chip tone-red">{error.class.replace('_', ' ')}</span> {error.message}
      </p>
      <p className="quiet">
        {error.cause}. <strong>{error.fix}</strong>
      </p>
      {codes.length === 0 ? null : <p className="quiet mono">{codes.join(' · ')}</p>}
    </div>
  );
}
