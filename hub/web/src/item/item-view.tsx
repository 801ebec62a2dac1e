import '../style/records.css';
import '../style/item.css';
import '../style/composer.css';
import { Panel, queryFailure, request, Segments, ViewFrame } from '@musterhq/page';
import { useQuery } from '@tanstack/react-query';
import { Link, useBlocker, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { accountsQuery, nameOfAccount } from '../accounts/accounts-query.ts';
import { whenWords } from '../calendar/use-reschedule.ts';
import type { CheckedItem } from '../live/facts.ts';
import { differingWords } from '../post/differing-words.ts';
import { PlatformMark } from '../post/platform-mark.tsx';
import { PostPreview } from '../post/post-preview.tsx';
import { PublicationMark } from '../publishing/publication-mark.tsx';
import { DecisionPanel } from './decision-panel.tsx';
import { DisclosurePanel } from './disclosure-panel.tsx';
import { factorWords } from './factor-words.ts';
import { HistoryPanel } from './history-panel.tsx';
import { LabelPanel } from './label-panel.tsx';
import { PublicationPart } from './publication-part.tsx';
import { TimePanel } from './time-panel.tsx';
import { type Draft, type Label, useDraft } from './use-draft.ts';
import { VariantEditor } from './variant-editor.tsx';

/** One planned piece: both variants side by side, how they look there, who said yes, and what became of it. */
export function ItemView() {
  const { id = '' } = useParams({ strict: false }) as { id?: string };
  const item = useQuery({
    queryKey: ['item', id],
    queryFn: () => request<CheckedItem>(`/api/items/${encodeURIComponent(id)}`),
  });
  const accounts = useQuery(accountsQuery);
  const failure = queryFailure(item, accounts);
  if (failure !== undefined || item.data === undefined || accounts.data === undefined)
    return <ViewFrame title="Item" failure={failure} />;
  const account = nameOfAccount(accounts.data, item.data.account);
  return <Item key={item.data.id} item={item.data} account={account} />;
}

/** What is out, or may be, is not written any more: it is corrected or settled as a publication. */
const fixed: ReadonlySet<string> = new Set(['published', 'ambiguous', 'handed_off']);

function Item({ item, account }: { item: CheckedItem; account: string }) {
  const a = useDraft(item, 'A');
  const b = useDraft(item, 'B');
  const [shown, show] = useState<Label>(item.publishes);
  useBlocker({
    shouldBlockFn: () => !window.confirm('What you wrote is not kept yet. Leave it all the same?'),
    enableBeforeUnload: true,
    disabled: a.changes === undefined && b.changes === undefined,
  });
  const { inA, inB } = differences(a.draft, b.draft);
  const factor = item.plan.variants[0].factor;
  const goesOut = item.publishes === 'A' ? a : b;
  const state = item.publication?.state ?? '';
  const isFixed = fixed.has(state);
  return (
    <ViewFrame title={`${item.plan.pillar} on ${item.platform}`}>
      <header className="record-head">
        <h2>
          <PlatformMark platform={item.platform} /> <span className="quiet">{account}</span>
        </h2>
        <p className="record-facts">
          {item.publication === null ? (
            <span>not scheduled</span>
          ) : (
            <PublicationMark state={item.publication.state} />
          )}
          <span className="figure">
            {whenWords(item.wall)} <span className="quiet">{item.zone}</span>
          </span>
          <span>{goesOut.post.kind}</span>
          <span className="quiet">
            The variants differ in the <strong>{factorWords(factor)}</strong>: A {item.plan.variants[0].level}
            , B {item.plan.variants[1].level}
          </span>
          <Link to="/" className="text-link">
            Calendar
          </Link>
        </p>
      </header>
      {isFixed ? (
        <p className="item-fixed">
          {state === 'published'
            ? 'It is out. What readers see is corrected or taken down at its publication.'
            : 'It may be out: it is written again once that is known.'}
        </p>
      ) : null}
      <div className="item-grid">
        <div className="variants">
          <VariantEditor item={item} label="A" state={a} differs={inA} isFixed={isFixed} />
          <VariantEditor item={item} label="B" state={b} differs={inB} isFixed={isFixed} />
        </div>
        <div className="stack item-side">
          <Panel
            title="As readers see it"
            actions={
              <Segments
                label="Which variant is shown"
                choices={[
                  ['A', 'A'],
                  ['B', 'B'],
                ]}
                chosen={shown}
                choose={show}
              />
            }
          >
            <div className="preview-frame">
              <PostPreview post={(shown === 'A' ? a : b).post} account={account} />
            </div>
          </Panel>
          <DecisionPanel item={item} isWritten={goesOut.changes !== undefined} />
          <TimePanel item={item} />
          <LabelPanel item={item} />
          <DisclosurePanel item={item} isFixed={isFixed} />
        </div>
        <div className="stack item-log">
          {item.publication === null ? null : <PublicationPart id={item.publication.id} />}
          <HistoryPanel id={item.id} />
        </div>
      </div>
    </ViewFrame>
  );
}

/** Text by text where both have one; what only one variant says differs whole, which nobody needs to be shown. */
function differences(a: Draft, b: Draft) {
  const both = [
    [a.text, b.text] as const,
    ...a.thread.map((text, at) => [text, b.thread[at] ?? ''] as const),
  ];
  const texts = both.map(([one, other]) =>
    one === '' || other === '' ? [[], []] : differingWords(one, other),
  );
  const hasBoth = a.firstComment !== '' && b.firstComment !== '';
  const [inA = [], inB = []] = hasBoth ? differingWords(a.firstComment, b.firstComment) : [];
  return {
    inA: { texts: texts.map(([own = []]) => own), comment: inA },
    inB: { texts: texts.map(([, own = []]) => own), comment: inB },
  };
}
