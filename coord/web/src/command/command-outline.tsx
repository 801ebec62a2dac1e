import { Panel } from '@musterhq/page';

const facts = ['Run', 'Day', 'Tasks', 'main', 'Next round', 'Spend'];

/** The view's own shape while the first answers are on their way: nothing jumps when they come. */
export function CommandOutline() {
  return (
    <>
      <p className="visually-hidden" role="status">
        Reading the run …
      </p>
      <div className="facts-outline" aria-hidden="true">
        {facts.map((name) => (
          <div key={name} className="fact">
            <span className="quiet">{name}</span>
            <span className="outline-line" style={{ width: '60%' }} />
            <span className="outline-line" style={{ width: '80%' }} />
          </div>
        ))}
      </div>
      <Panel title="Sessions">
        {[64, 38, 52].map((width) => (
          <div key={width} className="outline-lane" aria-hidden="true">
            <span className="outline-line" style={{ width: '70%' }} />
            <span className="outline-line" style={{ width: `${width}%` }} />
          </div>
        ))}
      </Panel>
    </>
  );
}
