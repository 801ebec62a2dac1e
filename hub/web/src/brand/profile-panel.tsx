import { Panel, request, useSay } from '@musterhq/page';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useMay } from '../app/me.ts';
import type { BrandProfile } from '../live/facts.ts';
import { platformName } from '../post/platform-mark.tsx';
import { TextFileButton } from './text-file-button.tsx';

/** The brand in a few lines, and the way to bring its file in anew. */
export function ProfilePanel({ profile: { brand, ruleSet } }: { profile: BrandProfile }) {
  const client = useQueryClient();
  const say = useSay();
  const mayEdit = useMay('edit');
  const replace = useMutation({
    mutationFn: (text: string) => request<BrandProfile>('/api/brands', { text }),
    onSuccess: ({ brand: kept, ruleSet: rules }) => {
      say({
        text:
          rules === ruleSet
            ? `${kept.name} is as its file says.`
            : `${kept.name} is as its file says; what was approved is held against its new rules.`,
      });
      void client.invalidateQueries();
    },
    onError: (error: Error) => say({ text: error.message, isRefusal: true }),
  });
  const all = brand.pillars.reduce((sum, { weight }) => sum + weight, 0);
  return (
    <Panel
      title={brand.name}
      note={`${brand.zone}, ${brand.locale}`}
      actions={
        mayEdit ? (
          <TextFileButton accept=".yaml,.yml,.json" isBusy={replace.isPending} take={replace.mutate}>
            Bring its file in
          </TextFileButton>
        ) : null
      }
    >
      <dl className="profile">
        <dt>Is</dt>
        <dd>{brand.product}</dd>
        <dt>Speaks</dt>
        <dd>
          {brand.voice.summary} School grade {brand.voice.gradeAtMost} at most.
        </dd>
        <dt>To</dt>
        <dd>{brand.audience.who}</dd>
        <dt>About</dt>
        <dd>
          <ul className="pillars">
            {brand.pillars.map(({ id, weight }) => (
              <li key={id}>
                <span className="cut">{id}</span>
                <meter
                  min={0}
                  max={1}
                  value={weight / all}
                  aria-label={`${id}: ${percentOf(weight, all)} of the posts`}
                />
                <span className="figure">{percentOf(weight, all)}</span>
              </li>
            ))}
          </ul>
        </dd>
        <dt>On</dt>
        <dd>
          {brand.channels
            .map(({ account, platform, perDay }) => `${platformName(platform)} ${account}, ${perDay} a day`)
            .join('; ')}
        </dd>
        <dt>Held to</dt>
        <dd>
          {countOf(brand.words.banned.length, 'banned word')}, {countOf(brand.claims.length, 'claim')} with or
          without proof, rules <span className="mono">{ruleSet}</span>
        </dd>
        <dt>Late</dt>
        <dd>
          {lateWords[brand.late.action]} after {brand.late.afterMinutes} minutes
        </dd>
      </dl>
    </Panel>
  );
}

const percentOf = (part: number, all: number): string => `${Math.round((part / all) * 100)} %`;
const countOf = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`;
const lateWords: Record<BrandProfile['brand']['late']['action'], string> = {
  replan: 'planned anew with its spacing',
  publish: 'published all the same, also',
  skip: 'left out',
  ask: 'held for a person',
};
