import type { ReactNode } from 'react';

/** One subject of a view: a heading, what may be done with it, and the body. */
export function Panel(props: {
  title: string;
  note?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
  className?: string;
}) {
  return (
    <section className={`panel ${props.className ?? ''}`} aria-label={props.title}>
      <header className="panel-head">
        <h2>{props.title}</h2>
        {props.note === undefined ? null : <span className="panel-note">{props.note}</span>}
        {props.actions === undefined ? null : <span className="panel-actions">{props.actions}</span>}
      </header>
      {props.children}
    </section>
  );
}
