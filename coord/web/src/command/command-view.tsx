import { queryFailure, ViewFrame } from '@musterhq/page';
import '../style/command.css';
import { useQuery } from '@tanstack/react-query';
import { statusQuery, timelineQuery } from '../live/queries.ts';
import { CommandFacts } from './command-facts.tsx';
import { CommandOutline } from './command-outline.tsx';
import { ConflictsPanel } from './conflicts-panel.tsx';
import { Decisions } from './decisions.tsx';
import { EventsPanel } from './events-panel.tsx';
import { GatesPanel } from './gates-panel.tsx';
import { HandoffsPanel } from './handoffs-panel.tsx';
import { MilestonesPanel } from './milestones-panel.tsx';
import { QueuePanel } from './queue-panel.tsx';
import { SessionsPanel } from './sessions-panel.tsx';
import { SpendPanel } from './spend-panel.tsx';

const isThere = () => true;

/**
 * Who does what, what is blocked, what lands next, what it costs, and where a decision is waited for. Each part reads its own facts, so that
 * an event draws a row of the log and not the page.
 */
export function CommandView() {
  const status = useQuery({ ...statusQuery, select: isThere });
  const timeline = useQuery({ ...timelineQuery, select: isThere });
  if (status.data === undefined || timeline.data === undefined)
    return (
      <ViewFrame
        title="Command view"
        failure={queryFailure(status, timeline)}
        meanwhile={<CommandOutline />}
      />
    );
  return (
    <ViewFrame title="Command view">
      <CommandFacts />
      <Decisions />
      <SessionsPanel />
      <div className="command-grid">
        <div className="stack">
          <ConflictsPanel />
          <QueuePanel />
          <SpendPanel />
          <HandoffsPanel />
        </div>
        <div className="stack">
          <MilestonesPanel />
          <GatesPanel />
        </div>
        <EventsPanel />
      </div>
    </ViewFrame>
  );
}
