import { type ReactNode, useEffect } from 'react';
import { RequestError } from './request-error.ts';

/** The main part of a view, with its title for the browser's tab and for screen readers. */
export function ViewFrame(props: {
  title: string;
  failure?: Error | undefined;
  /** Shown until there are children. */
  meanwhile?: ReactNode;
  children?: ReactNode;
  className?: string;
}) {
  const { title, failure, children, meanwhile, className = '' } = props;
  useEffect(() => {
    document.title = `${title} · ${productName()}`;
  }, [title]);
  return (
    <main className={`view ${className}`} aria-busy={failure === undefined && children === undefined}>
      <h1 className="visually-hidden">{title}</h1>
      {failure === undefined ? (
        (children ?? meanwhile ?? <p className="quiet">Reading …</p>)
      ) : (
        <Failure error={failure} />
      )}
    </main>
  );
}

/** As the page's own head names it. */
function productName(): string {
  return document.querySelector<HTMLMetaElement>('meta[name="application-name"]')?.content ?? '';
}

function Failure({ error }: { error: Error }) {
  const isMissing = error instanceof RequestError && error.code === 'not_found';
  return (
    <div className="message" role="alert">
      <h2>{isMissing ? 'Nothing to show here' : 'This could not be read'}</h2>
      <p>{error.message}</p>
    </div>
  );
}

/** The first failure of those queries that have no data to show. */
export function queryFailure(...queries: { data?: unknown; error: Error | null }[]): Error | undefined {
  return queries.find(({ data, error }) => data === undefined && error !== null)?.error ?? undefined;
}
