import { countWords, Panel, queryFailure, request } from '@musterhq/page';
import { useQuery } from '@tanstack/react-query';
import { highlight } from '../diff/highlight.ts';
import { Line } from '../diff/side-by-side.tsx';
import type { Brief } from '../live/facts.ts';
import type { Turn } from './task-turns.tsx';

/** The context that a turn was given, word for word, and what each part of it took. */
export function BriefPanel({ task, turn }: { task: string; turn: Turn | undefined }) {
  const hasBrief = turn !== undefined && turn.briefTokens !== null;
  const brief = useQuery({
    queryKey: ['brief', turn?.id],
    queryFn: () =>
      request<Brief>(`/api/tasks/${encodeURIComponent(task)}/briefs/${encodeURIComponent(turn!.id)}`),
    enabled: hasBrief,
  });
  if (!hasBrief || brief.data === undefined)
    return (
      <Panel title="Brief">
        <p className="panel-empty">
          {queryFailure(brief)?.message ?? (hasBrief ? 'Reading …' : 'This turn was given no brief.')}
        </p>
      </Panel>
    );
  const { text, tokens, sections, leftOut, followUp, followUpTokens } = brief.data;
  return (
    <>
      {followUp === null ? null : (
        <Panel
          title="Told in its place"
          note={`${countWords(followUpTokens ?? 0)} tokens, the conversation went on`}
        >
          <Text text={followUp} label="What was told in place of the brief" />
        </Panel>
      )}
      <Panel title="Brief as sent" note={`${countWords(tokens)} tokens`}>
        <p className="brief-parts">
          {sections.map((section) => (
            <span key={section.title} className="chip figure">
              {section.title} {countWords(section.tokens)}
            </span>
          ))}
          {leftOut.map((section) => (
            <span key={`left out ${section.title}`} className="chip tone-care figure">
              {section.title}: {section.of - section.lines} of {section.of} lines left out
            </span>
          ))}
        </p>
        <Text text={text} label="The brief as sent" />
      </Panel>
    </>
  );
}

function Text({ text, label }: { text: string; label: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a part that scrolls has to be reachable by keyboard
    <section className="brief-text" tabIndex={0} aria-label={label}>
      <pre>
        {highlight(text, 'markdown').map((spans, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the lines of a text have no other name than their place
          <span key={index}>
            <Line spans={spans} />
            {'\n'}
          </span>
        ))}
      </pre>
    </section>
  );
}
