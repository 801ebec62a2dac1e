import { Panel, request, ToneMark, useSay } from '@musterhq/page';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useId } from 'react';
import { usdWords } from '../item/usd-words.ts';
import type { KeyView } from '../live/facts.ts';
import type { Once } from './once-shown.tsx';

const scopes = ['read', 'edit', 'approve'] as const;

/** Keys of programs and agents: what each may do, and how much of its budget is left. */
export function KeysPanel({ show }: { show: (once: Once) => void }) {
  const { data } = useQuery({ queryKey: ['keys'], queryFn: () => request<{ keys: KeyView[] }>('/api/keys') });
  const keys = data?.keys ?? [];
  return (
    <Panel title="Keys" note="for programs and agents">
      {data !== undefined && keys.length === 0 ? (
        <p className="panel-empty">No program has a key. An agent uses one as bearer token at /mcp.</p>
      ) : null}
      <ul className="rows">
        {keys.map((key) => (
          <KeyRow key={key.id} of={key} />
        ))}
      </ul>
      <AddKey show={show} />
    </Panel>
  );
}

function KeyRow({
  of: { id, name, scopes: may, postsBudget, usdThousandthsBudget, spent, isRevoked },
}: {
  of: KeyView;
}) {
  const client = useQueryClient();
  const say = useSay();
  const revoke = useMutation({
    mutationFn: () => request<{ message: string }>(`/api/keys/${id}/revoke`, {}),
    onSuccess: ({ message }) => {
      say({ text: message });
      void client.invalidateQueries({ queryKey: ['keys'] });
    },
    onError: (error: Error) => say({ text: error.message, isRefusal: true }),
  });
  return (
    <li className="person">
      <div className="person-who">
        <strong className="cut">{name}</strong>
        <span className="quiet">may {may.join(', ')}</span>
      </div>
      <span className="quiet figure">
        {spent.posts} {postsBudget === null ? 'posts' : `of ${postsBudget} posts`},{' '}
        {usdWords(spent.usdThousandths)}
        {usdThousandthsBudget === null ? '' : ` of ${usdWords(usdThousandthsBudget)}`}
      </span>
      <ToneMark tone={isRevoked ? 'red' : 'done'} word={isRevoked ? 'revoked' : 'good'} />
      <div className="decision-actions">
        {isRevoked ? null : (
          <button
            type="button"
            className="button danger"
            disabled={revoke.isPending}
            onClick={() => revoke.mutate()}
          >
            Revoke
          </button>
        )}
      </div>
    </li>
  );
}

function AddKey({ show }: { show: (once: Once) => void }) {
  const id = useId();
  const client = useQueryClient();
  const say = useSay();
  const add = useMutation({
    mutationFn: (body: object) => request<{ key: KeyView; secret: string }>('/api/keys', body),
    onSuccess: ({ key, secret }) => {
      show({ title: `The secret of the key ${key.name}.`, text: secret });
      void client.invalidateQueries({ queryKey: ['keys'] });
    },
    onError: (error: Error) => say({ text: error.message, isRefusal: true }),
  });
  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const element = event.currentTarget;
    const form = new FormData(element);
    const [posts, dollars] = [String(form.get('posts')), String(form.get('dollars'))];
    add.mutate(
      {
        name: form.get('name'),
        scopes: scopes.filter((scope) => form.get(scope) === 'on'),
        ...(posts === '' ? {} : { postsBudget: Number(posts) }),
        ...(dollars === '' ? {} : { usdThousandthsBudget: Math.round(Number(dollars) * 1_000) }),
      },
      { onSuccess: () => element.reset() },
    );
  };
  return (
    <form className="add-row" onSubmit={onSubmit}>
      <div className="act-field">
        <label htmlFor={`${id}-name`}>Name</label>
        <input
          id={`${id}-name`}
          name="name"
          className="field"
          pattern="[\w.\-]{1,60}"
          autoComplete="off"
          required
        />
      </div>
      <fieldset className="scopes">
        <legend>May</legend>
        {scopes.map((scope) => (
          <label key={scope}>
            <input type="checkbox" name={scope} defaultChecked={scope === 'read'} /> {scope}
          </label>
        ))}
      </fieldset>
      <div className="act-field">
        <label htmlFor={`${id}-posts`}>Posts at most</label>
        <input
          id={`${id}-posts`}
          name="posts"
          type="number"
          min={0}
          className="field"
          placeholder="no limit"
        />
      </div>
      <div className="act-field">
        <label htmlFor={`${id}-dollars`}>Dollars at most</label>
        <input
          id={`${id}-dollars`}
          name="dollars"
          type="number"
          min={0}
          step="0.001"
          className="field"
          placeholder="no limit"
        />
      </div>
      <button type="submit" className="button main" disabled={add.isPending}>
        Add a key
      </button>
    </form>
  );
}
