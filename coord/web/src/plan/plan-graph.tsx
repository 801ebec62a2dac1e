import { Panel } from '@musterhq/page';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { PlanView } from '../live/facts.ts';
import { StateMark } from '../parts/state-mark.tsx';
import { toneOf } from '../parts/tone-of.ts';
import { type Edge, layOut, nodeSize } from './lay-out.ts';

type Props = { graph: PlanView['graph']; parts: PlanView['parts'] };

/** Tasks by session and block, with the reason of every edge: on hover, and in words below for whoever cannot hover. */
export function PlanGraph({ graph, parts }: Props) {
  const [chosen, choose] = useState<string | undefined>();
  const chart = layOut(graph);
  const label = (kind: string, id: string) =>
    parts.find((part) => part.kind === kind && part.id === id)?.label ?? id;
  const isNear = ({ from, to, key }: Edge) => chosen === key || chosen === from || chosen === to;
  const hovered = chart.edges.find(({ key }) => key === chosen);
  return (
    <>
      <Panel
        title="Dependencies"
        note={`${graph.nodes.length} tasks, ${graph.edges.length} edges, ${graph.criticalPath.length} on the critical path`}
      >
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a part that scrolls has to be reachable by keyboard */}
        <section className="graph" tabIndex={0} aria-label="Graph of the tasks">
          <div style={{ width: chart.width, height: chart.height }} className="graph-inner">
            {chart.columns.map(({ block, x }) => (
              <span key={block} className="graph-column cut" style={{ left: x, width: nodeSize.width }}>
                {label('block', block)}
              </span>
            ))}
            <svg width={chart.width} height={chart.height} aria-hidden="true">
              {chart.edges.map((edge) => (
                <g
                  key={edge.key}
                  data-near={isNear(edge) || undefined}
                  data-critical={edge.isCritical || undefined}
                >
                  <path d={edge.path} className="edge" />
                  <path
                    d={edge.path}
                    className="edge-reach"
                    onPointerEnter={() => choose(edge.key)}
                    onPointerLeave={() => choose(undefined)}
                  />
                </g>
              ))}
            </svg>
            {chart.nodes.map((node) => (
              <Link
                key={node.task}
                to="/tasks/$task"
                params={{ task: node.task }}
                className={`graph-node tone-${toneOf(node.state)}`}
                data-critical={node.isCritical || undefined}
                style={{ left: node.x, top: node.y, width: nodeSize.width, height: nodeSize.height }}
                onPointerEnter={() => choose(node.task)}
                onPointerLeave={() => choose(undefined)}
                onFocus={() => choose(node.task)}
                onBlur={() => choose(undefined)}
              >
                <span className="graph-name">
                  <StateMark state={node.state} isBare /> {node.label}
                  <span className="quiet"> Session {node.session}</span>
                </span>
                <span className="cut">{node.title}</span>
              </Link>
            ))}
            {hovered === undefined ? null : (
              <p className="edge-card" style={{ left: hovered.middle.x, top: hovered.middle.y }}>
                <strong>{hovered.reason.replaceAll('_', ' ')}</strong>
                <span>“{hovered.phrase}”</span>
                <span className="quiet">line {hovered.line}</span>
              </p>
            )}
          </div>
        </section>
      </Panel>
      <Panel title="Why each waits">
        <ul className="rows">
          {chart.edges.map(({ key, from, to, fromLabel, toLabel, reason, phrase, line }) => (
            <li key={key} className="edge-row">
              <span className="nowrap">
                <Link to="/tasks/$task" params={{ task: to }}>
                  {toLabel}
                </Link>{' '}
                <span className="quiet">after</span>{' '}
                <Link to="/tasks/$task" params={{ task: from }}>
                  {fromLabel}
                </Link>
              </span>
              <span className="quiet nowrap">{reason.replaceAll('_', ' ')}</span>
              <span>{phrase}</span>
              <span className="row-end figure">line {line}</span>
            </li>
          ))}
        </ul>
      </Panel>
    </>
  );
}
