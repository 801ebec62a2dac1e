import { Panel, queryFailure, request, type Tone, ToneMark, useSay } from '@musterhq/page';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, use, useId } from 'react';
import { MeContext } from '../app/me.ts';
import type { OneTimeLink, PersonView } from '../live/facts.ts';
import type { Once } from './once-shown.tsx';

const roles = [
  ['owner', 'Owner: does everything'],
  ['editor', 'Editor: plans and writes'],
  ['approver', 'Approver: says yes or no'],
  ['viewer', 'Viewer: reads'],
] as const;

const states: Record<PersonView['state'], readonly [Tone, string]> = {
  in: ['done', 'has access'],
  invited: ['waits', 'invited'],
  shut_out: ['red', 'shut out'],
};

export function PeoplePanel({ show }: { show: (once: Once) => void }) {
  const people = useQuery({
    queryKey: ['users'],
    queryFn: () => request<{ users: PersonView[] }>('/api/users'),
  });
  const failure = queryFailure(people);
  return (
    <Panel title="People" note={people.data === undefined ? undefined : String(people.data.users.length)}>
      {failure === undefined ? null : <p className="panel-empty">{failure.message}</p>}
      <ul className="rows">
        {(people.data?.users ?? []).map((person) => (
          <PersonRow key={person.email} person={person} show={show} />
        ))}
      </ul>
      <Invite show={show} />
    </Panel>
  );
}

/** Changes somebody, and says what the hub says of it. */
function useChange<Answer>(done: (answer: Answer) => void) {
  const client = useQueryClient();
  const say = useSay();
  return useMutation({
    mutationFn: ({ path, body }: { path: string; body: object }) => request<Answer>(path, body),
    onSuccess: (answer) => {
      done(answer);
      void client.invalidateQueries({ queryKey: ['users'] });
    },
    onError: (error: Error) => say({ text: error.message, isRefusal: true }),
  });
}

function PersonRow({ person, show }: { person: PersonView; show: (once: Once) => void }) {
  const { email, name, role, state } = person;
  const say = useSay();
  const isMe = use(MeContext).actor === `person:${email}`;
  const path = `/api/users/${encodeURIComponent(email)}`;
  const change = useChange<PersonView>((next) =>
    say({ text: `${next.name} is ${next.role}, ${states[next.state][1]}.` }),
  );
  const reset = useChange<OneTimeLink>(({ link, expiresAt }) =>
    show({ title: `A link for ${email} to set another password.`, text: link, expiresAt }),
  );
  const [tone, word] = states[state];
  return (
    <li className="person">
      <div className="person-who">
        <strong className="cut">{name}</strong>
        <span className="quiet cut">
          {email}
          {isMe ? ', you' : ''}
        </span>
      </div>
      <ToneMark tone={tone} word={word} />
      <select
        className="field"
        aria-label={`Role of ${name}`}
        value={role}
        onChange={(event) => change.mutate({ path: `${path}/role`, body: { role: event.target.value } })}
      >
        {roles.map(([one]) => (
          <option key={one} value={one}>
            {one}
          </option>
        ))}
      </select>
      <div className="decision-actions">
        <button
          type="button"
          className="button"
          onClick={() => reset.mutate({ path: `${path}/reset`, body: {} })}
        >
          Password link
        </button>
        {isMe ? null : (
          <button
            type="button"
            className={state === 'shut_out' ? 'button' : 'button danger'}
            onClick={() =>
              change.mutate({ path: `${path}/access`, body: { isShutOut: state !== 'shut_out' } })
            }
          >
            {state === 'shut_out' ? 'Let in again' : 'Shut out'}
          </button>
        )}
      </div>
    </li>
  );
}

function Invite({ show }: { show: (once: Once) => void }) {
  const id = useId();
  const invite = useChange<OneTimeLink>(({ email, link, expiresAt }) =>
    show({ title: `The invitation of ${email}.`, text: link, expiresAt }),
  );
  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const body = Object.fromEntries(new FormData(form));
    invite.mutate({ path: '/api/users', body }, { onSuccess: () => form.reset() });
  };
  return (
    <form className="add-row" onSubmit={onSubmit}>
      <div className="act-field">
        <label htmlFor={`${id}-name`}>Name</label>
        <input id={`${id}-name`} name="name" className="field" autoComplete="off" required />
      </div>
      <div className="act-field">
        <label htmlFor={`${id}-email`}>Email</label>
        <input id={`${id}-email`} name="email" type="email" className="field" autoComplete="off" required />
      </div>
      <div className="act-field">
        <label htmlFor={`${id}-role`}>Role</label>
        <select id={`${id}-role`} name="role" className="field" defaultValue="editor">
          {roles.map(([role, words]) => (
            <option key={role} value={role}>
              {words}
            </option>
          ))}
        </select>
      </div>
      <button type="submit" className="button main" disabled={invite.isPending}>
        Invite
      </button>
    </form>
  );
}
