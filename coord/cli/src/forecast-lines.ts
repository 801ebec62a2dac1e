import {
  type ForecastEpisode,
  type ForecastOutcome,
  type Forecasts,
  pairWords,
  pathWords,
} from '@musterhq/engine';
import { table } from './print.ts';

const words: Record<ForecastOutcome, string> = {
  open: 'open',
  met: 'met at landing',
  resolved: 'resolved before landing',
  clean: 'landed without it',
  dropped: 'not landed',
};

/** Predicted conflicts for people: those ahead, what became of the others, and how far to trust them. */
export function forecastLines(value: Forecasts): string[] {
  const open = value.episodes.filter((episode) => episode.outcome === 'open');
  const past = value.episodes.filter((episode) => episode.outcome !== 'open');
  const missed = value.met.filter(({ warning }) => warning === undefined);
  return [
    open.length === 0 ? 'No conflict is predicted now.' : 'Predicted:',
    ...table(open.map((episode) => [`  ${pairWords(episode)}`, pathWords(episode.paths)])),
    ...(past.length === 0 ? [] : ['', 'Earlier:']),
    ...table(
      past.map((episode) => [
        `  ${pairWords(episode)}`,
        words[episode.outcome],
        leadWords(episode),
        pathWords(episode.paths),
      ]),
    ),
    ...(missed.length === 0 ? [] : ['', 'Not predicted:']),
    ...table(
      missed.map((one) => [
        `  Session ${one.session}`,
        one.cause === 'gates' ? 'a clean merge with a red gate' : 'a conflict at landing',
        pathWords(one.paths),
      ]),
    ),
    '',
    `Precision ${share(value.precision)}, recall ${share(value.recall)}, lead time ${value.medianLeadMs === null ? 'unknown' : duration(value.medianLeadMs)} (median).`,
  ];
}

function leadWords({ leadMs, leadCommits }: ForecastEpisode): string {
  if (leadMs === undefined) return '';
  return `after ${duration(leadMs)}, ${leadCommits} ${leadCommits === 1 ? 'commit' : 'commits'}`;
}

function duration(ms: number): string {
  if (ms < 1_000) return `${ms.toFixed(0)} ms`;
  if (ms < 120_000) return `${(ms / 1_000).toFixed(1)} s`;
  return ms < 7_200_000 ? `${(ms / 60_000).toFixed(0)} min` : `${(ms / 3_600_000).toFixed(1)} h`;
}

const share = (value: number | null): string =>
  value === null ? 'unknown' : `${(value * 100).toFixed(0)} %`;
