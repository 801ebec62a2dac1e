import { countWords, Panel, queryFailure, request, useOpenAction, useSay } from '@musterhq/page';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { type FormEvent, useId } from 'react';
import { useMay } from '../app/me.ts';
import type { WholeMedium } from '../live/facts.ts';
import { MediumPicture } from '../post/medium-picture.tsx';
import { When } from '../words/when.tsx';

/** One file: what it is by its bytes, what uses it, what was made of it. */
export function MediumDetail({ sha256 }: { sha256: string }) {
  const medium = useQuery({
    queryKey: ['media', sha256],
    queryFn: () => request<WholeMedium>(`/api/media/${sha256}/uses`),
  });
  const failure = queryFailure(medium);
  if (failure !== undefined)
    return (
      <p className="act-refused" role="alert">
        {failure.message}
      </p>
    );
  if (medium.data === undefined) return <p className="quiet">Reading …</p>;
  const { facts, name, addedAt } = medium.data;
  const length = facts.durationMs === undefined ? '' : `, ${(facts.durationMs / 1000).toFixed(1)} s`;
  return (
    <div className="stack">
      <MediumPicture medium={facts} className="medium-whole" />
      <Panel title={name} note={facts.type}>
        <div className="panel-body">
          <p className="figure">
            {facts.width} × {facts.height}
            {length}, {countWords(Math.ceil(facts.bytes / 1024))} kB, since <When at={addedAt} />
          </p>
          <p className="quiet mono hashes">{facts.sha256}</p>
          <AltText key={facts.altText} medium={medium.data} />
          <AiMark medium={medium.data} />
        </div>
      </Panel>
      <Uses medium={medium.data} />
      <RemoveButton medium={medium.data} />
    </div>
  );
}

function AltText({ medium }: { medium: WholeMedium }) {
  const client = useQueryClient();
  const say = useSay();
  const mayEdit = useMay('edit');
  const id = useId();
  const { sha256, altText } = medium.facts;
  const keep = useMutation({
    mutationFn: (text: string) => request<WholeMedium>(`/api/media/${sha256}/alt-text`, { altText: text }),
    onSuccess: (next) => {
      client.setQueryData(['media', sha256], next);
      void client.invalidateQueries({ queryKey: ['media'], exact: true });
      say({ text: 'Kept. Posts that show it already keep the text that was approved.' });
    },
    onError: (error) => say({ text: error.message, isRefusal: true }),
  });
  if (!mayEdit) return <p>{altText || <span className="quiet">No alternative text.</span>}</p>;
  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    keep.mutate(String(new FormData(event.currentTarget).get('altText')).trim());
  };
  return (
    <form className="act" onSubmit={onSubmit}>
      <div className="act-field">
        <label htmlFor={id}>Alternative text</label>
        <textarea id={id} name="altText" className="field" rows={3} maxLength={1000} defaultValue={altText} />
      </div>
      <div className="act-actions">
        <button type="submit" className="button" disabled={keep.isPending}>
          Keep
        </button>
      </div>
    </form>
  );
}

/** Posts that show what was made with AI are marked by it. */
function AiMark({ medium }: { medium: WholeMedium }) {
  const mayEdit = useMay('edit');
  const open = useOpenAction();
  const { sha256, madeWithAi = false } = medium.facts;
  // What was made of another file is marked by that one.
  if (medium.origin !== 'uploaded') return null;
  if (!mayEdit) return madeWithAi ? <p>Made with AI</p> : null;
  const uses = medium.usedBy === 1 ? 'One post shows it' : `${medium.usedBy} posts show it`;
  return (
    <label className="check">
      <input
        type="checkbox"
        checked={madeWithAi}
        onChange={() =>
          open({
            path: `/api/media/${sha256}/made-with-ai`,
            title: madeWithAi ? 'It was not made with AI' : 'It was made with AI',
            detail:
              medium.usedBy === 0
                ? 'Posts that will show it are marked accordingly.'
                : `${uses}: what is not out yet is marked accordingly, and waits for another approval.`,
            verb: 'Keep',
            fields: [],
            fixed: { isMade: !madeWithAi },
          })
        }
      />{' '}
      Made with AI
    </label>
  );
}

function Uses({ medium }: { medium: WholeMedium }) {
  const { uses } = medium;
  return (
    <Panel title="Used by" note={uses.length === 0 ? undefined : String(medium.usedBy)}>
      {uses.length === 0 ? <p className="panel-empty">Nothing shows it.</p> : null}
      <ul className="rows">
        {uses.map(({ item, variant, publications, renditions }) => (
          <li key={`${item} ${variant}`} className="use">
            <Link to="/items/$id" params={{ id: item }} className="text-link">
              {item}, variant {variant}
            </Link>
            {publications.map((publication) => (
              <Link
                key={publication}
                to="/publishing/$id"
                params={{ id: publication }}
                className="text-link quiet"
              >
                {publication}
              </Link>
            ))}
            {renditions.map((one) => (
              <Link
                key={one.sha256}
                to="/library/$sha256"
                params={{ sha256: one.sha256 }}
                className="rendition"
              >
                <MediumPicture medium={one} className="picture-thumb" />
                <span className="quiet figure">
                  {one.width} × {one.height}, {one.type.split('/')[1]}
                </span>
              </Link>
            ))}
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function RemoveButton({ medium }: { medium: WholeMedium }) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const say = useSay();
  const mayEdit = useMay('edit');
  const remove = useMutation({
    mutationFn: () => request<{ message: string }>(`/api/media/${medium.facts.sha256}/remove`, {}),
    onSuccess: async ({ message }) => {
      say({ text: message });
      await navigate({ to: '/library' });
      client.removeQueries({ queryKey: ['media', medium.facts.sha256] });
      await client.invalidateQueries({ queryKey: ['media'] });
    },
  });
  if (!mayEdit) return null;
  return (
    <div className="act">
      {medium.usedBy > 0 ? <p className="quiet">It stays while something shows it.</p> : null}
      {remove.error === null ? null : (
        <p className="act-refused" role="alert">
          {remove.error.message}
        </p>
      )}
      <div className="act-actions">
        <button
          type="button"
          className="button danger"
          disabled={remove.isPending || medium.usedBy > 0}
          onClick={() => remove.mutate()}
        >
          Remove from the library
        </button>
      </div>
    </div>
  );
}
