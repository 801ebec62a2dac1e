import { Panel, request, useSay } from '@musterhq/page';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useMay } from '../app/me.ts';
import type { BrandProfile, TemplateList } from '../live/facts.ts';
import { PlatformMark } from '../post/platform-mark.tsx';
import { TextFileButton } from './text-file-button.tsx';

type Template = TemplateList['templates'][number];

/** What posts are written from, by what they are about. */
export function TemplatesPanel({ brand }: { brand: BrandProfile['brand'] }) {
  const client = useQueryClient();
  const say = useSay();
  const mayEdit = useMay('edit');
  const list = useQuery({
    queryKey: ['templates'],
    queryFn: () => request<TemplateList>('/api/templates'),
  });
  const add = useMutation({
    mutationFn: (text: string) => request<{ added: { name: string }[] }>('/api/templates', { text }),
    onSuccess: ({ added }) => {
      say({
        text: `${added.map(({ name }) => name).join(', ')}: the next plan may use ${added.length === 1 ? 'it' : 'them'}.`,
      });
      void client.invalidateQueries({ queryKey: ['templates'] });
    },
    onError: (error: Error) => say({ text: error.message, isRefusal: true }),
  });
  const templates = list.data?.templates ?? [];
  const own = templates.filter(({ version }) => version > 0).length;
  const pillars = [
    ...new Set([...brand.pillars.map(({ id }) => id), ...templates.map(({ pillar }) => pillar)]),
  ];
  return (
    <Panel
      title="Templates"
      note={own === 0 ? String(templates.length) : `${templates.length}, ${own} added here`}
      actions={
        mayEdit ? (
          <TextFileButton accept=".yaml,.yml,.json" isBusy={add.isPending} take={add.mutate}>
            Add from a file
          </TextFileButton>
        ) : null
      }
    >
      <div className="templates">
        {pillars.map((pillar) => (
          <Pillar key={pillar} pillar={pillar} templates={templates.filter((one) => one.pillar === pillar)} />
        ))}
      </div>
    </Panel>
  );
}

function Pillar({ pillar, templates }: { pillar: string; templates: readonly Template[] }) {
  return (
    <details>
      <summary>
        {pillar} <span className="quiet figure">{templates.length}</span>
      </summary>
      {templates.length === 0 ? (
        <p className="quiet">No template writes about it: nothing of it can be planned.</p>
      ) : (
        <ul className="rows">
          {templates.map(({ name, version, platforms, hook }) => (
            <li key={name} className="template">
              <span className="template-name">
                <span className="mono">{name}</span>
                {version === 0 ? null : <span className="quiet">version {version}</span>}
              </span>
              <span className="template-hook quiet">{hook}</span>
              <span className="template-on">
                {platforms.map((platform) => (
                  <PlatformMark key={platform} platform={platform} />
                ))}
              </span>
            </li>
          ))}
        </ul>
      )}
    </details>
  );
}
