import { Menu } from '@mantine/core';
import type { Status } from '../live/facts.ts';
import { useAct } from './act-context.ts';
import { sessionActions } from './action.ts';

/** What can be done with one session, behind a button in its lane. */
export function SessionMenu({ session }: { session: Status['sessions'][number] }) {
  const act = useAct();
  if (act === undefined) return null;
  return (
    <Menu position="bottom-start" transitionProps={{ duration: 0 }} returnFocus>
      <Menu.Target>
        <button type="button" className="lane-menu" aria-label={`Do with Session ${session.session}`}>
          ⋯
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {sessionActions(session).map((action) => (
          <Menu.Item key={action.path} onClick={() => act(action)}>
            {action.title}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
