import { Modal } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useId } from 'react';
import type { Action, Field } from './action.ts';
import { request } from './request.ts';

type Props = { action: Action; close: () => void; onDone: (message: string) => void };

/** Asks for what an action needs, its reason above all, and stays open with the server's words when it is refused. */
export function ActDialog({ action, close, onDone }: Props) {
  const send = useMutation({
    mutationFn: (body: Record<string, unknown>) => request<{ message?: string }>(action.path, body),
    onSuccess: ({ message }) => {
      close();
      onDone(message ?? action.done ?? 'Done.');
    },
  });
  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    send.mutate({
      ...action.fixed,
      ...Object.fromEntries(action.fields.flatMap((field) => readValue(field, form))),
    });
  };
  return (
    <Modal opened onClose={close} title={action.title} closeButtonProps={{ 'aria-label': 'Close' }}>
      <form className="act" onSubmit={onSubmit}>
        {action.detail === undefined ? null : <p>{action.detail}</p>}
        {action.fields.map((field, index) => (
          <FieldOf key={field.name} field={field} isFirst={index === 0} />
        ))}
        {send.error === null ? null : (
          <p className="act-refused" role="alert">
            {send.error.message}
          </p>
        )}
        <div className="act-actions">
          <button type="button" className="button" onClick={close}>
            Cancel
          </button>
          <button
            type="submit"
            className={action.isGrave === true ? 'button grave' : 'button main'}
            disabled={send.isPending}
          >
            {send.isPending ? 'Sending …' : action.verb}
          </button>
        </div>
      </form>
    </Modal>
  );
}

/** Nothing of a field that may stay empty and did. */
function readValue({ name, kind, isOptional }: Field, form: FormData): [string, string | boolean][] {
  if (kind === 'switch') return [[name, form.get(name) === 'on']];
  const text = String(form.get(name)).trim();
  return isOptional === true && text === '' ? [] : [[name, text]];
}

function FieldOf({ field, isFirst }: { field: Field; isFirst: boolean }) {
  const id = useId();
  const { name, label, kind, hint, initial } = field;
  if (kind === 'switch')
    return (
      <label className="act-switch">
        <input type="checkbox" name={name} /> {label}
      </label>
    );
  const shared = {
    id,
    name,
    className: 'field',
    required: field.isOptional !== true,
    defaultValue: initial,
    'aria-describedby': hint === undefined ? undefined : `${id}-hint`,
    'data-autofocus': isFirst || undefined,
  };
  return (
    <div className="act-field">
      <label htmlFor={id}>{label}</label>
      {kind === 'text' ? <textarea rows={3} {...shared} /> : null}
      {kind === 'line' ? <input autoComplete="off" {...shared} /> : null}
      {kind === 'choice' ? (
        <select {...shared}>
          {field.choices.map(([value, words]) => (
            <option key={value} value={value}>
              {words}
            </option>
          ))}
        </select>
      ) : null}
      {hint === undefined ? null : (
        <span id={`${id}-hint`} className="act-hint">
          {hint}
        </span>
      )}
    </div>
  );
}
