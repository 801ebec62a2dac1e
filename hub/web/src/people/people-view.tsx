import '../style/people.css';
import { ViewFrame } from '@musterhq/page';
import { useState } from 'react';
import { useWhyNot } from '../app/me.ts';
import { KeysPanel } from './keys-panel.tsx';
import { type Once, OnceShown } from './once-shown.tsx';
import { PeoplePanel } from './people-panel.tsx';

/** Who may do what: people with their roles, and the keys of programs with their budgets. */
export function PeopleView() {
  const whyNot = useWhyNot('own');
  const [once, show] = useState<Once | undefined>();
  return (
    <ViewFrame title="People and keys" className="people">
      {whyNot === undefined ? (
        <>
          {once === undefined ? null : <OnceShown once={once} close={() => show(undefined)} />}
          <PeoplePanel show={show} />
          <KeysPanel show={show} />
        </>
      ) : (
        <div className="message">
          <h2>People and keys are an owner's business</h2>
          <p>{whyNot}</p>
        </div>
      )}
    </ViewFrame>
  );
}
