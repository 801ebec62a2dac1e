import { Moment } from '@musterhq/page';
import { useId } from 'react';
import { dayWords } from '../calendar/days.ts';
import { clockOfWall, dayOfWall, wallAt } from '../calendar/wall-clock.ts';
import type { CheckedItem, Moments } from '../live/facts.ts';

export type ClockPolicy = Moments['moments'][number]['policy'];

/** The moment that somebody has picked, else the one that the item's policy gives; undefined where there is nothing to choose. */
export function chosenMoment(
  found: Moments | undefined,
  picked: ClockPolicy | undefined,
  policy: CheckedItem['plan']['policy'],
) {
  const moments = found?.moments ?? [];
  const usual = found?.kind === 'gap' ? policy.gap : policy.overlap;
  return (
    moments.find((one) => one.policy === picked) ??
    moments.find((one) => one.policy === usual) ??
    // A policy that refuses both gives the later one, until somebody chooses.
    moments.at(-1)
  );
}

const words: Record<ClockPolicy, string> = {
  earlier: 'before the clocks leap',
  later: 'after the clocks leap',
  first: 'the first time',
  second: 'the second time',
};

type Props = {
  moments: Moments;
  wall: string;
  zone: string;
  chosen: ClockPolicy | undefined;
  /** Undefined: it is read, not chosen. */
  choose?: (policy: ClockPolicy) => void;
};

/** Which of two instants is meant by a time that never comes on its day, or comes twice. */
export function ClockChoice({ moments: { kind, moments }, wall, zone, chosen, choose }: Props) {
  const id = useId();
  const when = `${clockOfWall(wall)} on ${dayWords(dayOfWall(wall), 'short')}`;
  return (
    <fieldset className="clock-choice">
      <legend>{kind === 'gap' ? `${when} does not come` : `${when} comes twice`}: clocks are changed</legend>
      {moments.map(({ policy, at }) => {
        const isChosen = policy === chosen;
        const told = (
          <>
            <span className="figure">
              {clockOfWall(wallAt(Date.parse(at), zone))} {offsetWords(at, zone)}
            </span>
            , {words[policy]}{' '}
            <span className="quiet">
              (for you <Moment at={at} zone={zone} />)
            </span>
          </>
        );
        if (choose === undefined) return isChosen ? <p key={policy}>It goes out at {told}.</p> : null;
        return (
          <label key={policy}>
            <input type="radio" name={id} checked={isChosen} onChange={() => choose(policy)} />
            <span>{told}</span>
          </label>
        );
      })}
    </fieldset>
  );
}

/** `GMT+2`: what tells two equal hours apart. */
function offsetWords(at: string, zone: string): string {
  const parts = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'shortOffset' }).formatToParts(
    Date.parse(at),
  );
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? '';
}
