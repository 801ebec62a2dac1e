import { Link } from '@tanstack/react-router';
import { type ReactNode, useMemo } from 'react';
import remarkParse from 'remark-parse';
import { unified } from 'unified';
import { highlight, languageOf } from '../diff/highlight.ts';
import { Line } from '../diff/side-by-side.tsx';
import type { PlanView } from '../live/facts.ts';
import { StateMark } from '../parts/state-mark.tsx';

type Part = PlanView['parts'][number];
type Root = ReturnType<ReturnType<typeof makeParser>['parse']>;
type Node = Root['children'][number];
type Inline = Extract<Node, { type: 'paragraph' }>['children'][number];

const makeParser = () => unified().use(remarkParse);
const parser = makeParser();

/** The document as people wrote it. What each line has come to stands beside it. */
export function PlanDocument({ text, parts }: { text: string; parts: readonly Part[] }) {
  const nodes = useMemo(() => parser.parse(text).children, [text]);
  const byLine = useMemo(() => partsByLine(parts), [parts]);
  return (
    <article className="panel document">
      {nodes.map((node) => (
        <Block key={startOf(node)} node={node} byLine={byLine} />
      ))}
    </article>
  );
}

type ByLine = ReadonlyMap<number, readonly Part[]>;

function partsByLine(parts: readonly Part[]): ByLine {
  const byLine = new Map<number, Part[]>();
  for (const part of parts) byLine.set(part.fromLine, [...(byLine.get(part.fromLine) ?? []), part]);
  return byLine;
}

const startOf = ({ position }: Node): number => position!.start.line;

function Block({ node, byLine }: { node: Node; byLine: ByLine }): ReactNode {
  switch (node.type) {
    case 'code':
      return <Fence node={node} byLine={byLine} />;
    case 'list':
      return (
        <div className="document-list">
          {node.children.map((item, index) => (
            <Row key={startOf(item)} parts={byLine.get(startOf(item))}>
              <div className="document-item">
                <span className="quiet figure">
                  {node.ordered === true ? `${(node.start ?? 1) + index}.` : '–'}
                </span>
                <div>
                  {item.children.map((child) => (
                    <Block
                      key={startOf(child)}
                      node={child}
                      byLine={child.type === 'paragraph' ? none : byLine}
                    />
                  ))}
                </div>
              </div>
            </Row>
          ))}
        </div>
      );
    case 'heading': {
      // The page has a heading of its own; those of the document begin below it.
      const Name = `h${Math.min(6, node.depth + 1)}` as 'h2';
      return (
        <Row parts={byLine.get(startOf(node))}>
          <Name className={`document-h${node.depth}`}>
            <Words nodes={node.children} />
          </Name>
        </Row>
      );
    }
    case 'paragraph':
      return (
        <Row parts={byLine.get(startOf(node))}>
          <p>
            <Words nodes={node.children} />
          </p>
        </Row>
      );
    case 'blockquote':
      return (
        <blockquote>
          {node.children.map((child) => (
            <Block key={startOf(child)} node={child} byLine={byLine} />
          ))}
        </blockquote>
      );
    case 'thematicBreak':
      return <hr />;
    case 'html':
      return <p className="quiet mono">{node.value}</p>;
    default:
      return null;
  }
}

const none: ByLine = new Map();

/** YAML and commands line by line: tasks begin in the middle of a fence. */
function Fence({ node, byLine }: { node: Extract<Node, { type: 'code' }>; byLine: ByLine }) {
  const first = startOf(node) + 1;
  const lines = highlight(node.value, languageOf(`x.${node.lang ?? ''}`)).map((spans, index) => ({
    line: first + index,
    spans,
  }));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a part that scrolls has to be reachable by keyboard
    <section className="fence" tabIndex={0} aria-label={`Lines ${first} and on`}>
      {lines.map(({ line, spans }) => (
        <Row key={line} parts={byLine.get(line)}>
          <code>
            <Line spans={spans} />
            {spans.length === 0 ? '\u00a0' : ''}
          </code>
        </Row>
      ))}
    </section>
  );
}

function Row({ parts, children }: { parts: readonly Part[] | undefined; children: ReactNode }) {
  const told = (parts ?? []).filter(({ state }) => state !== null);
  if (told.length === 0) return <div className="document-row">{children}</div>;
  return (
    <div className="document-row" data-told>
      {children}
      <span className="document-states">
        {told.map((part) => (
          <PartState key={`${part.kind} ${part.id}`} part={part} />
        ))}
      </span>
    </div>
  );
}

function PartState({ part }: { part: Part }) {
  if (part.kind === 'block') return <span className="chip figure">{part.state}</span>;
  const mark = <StateMark state={part.state!} />;
  if (part.kind !== 'task') return mark;
  return (
    <Link to="/tasks/$task" params={{ task: part.id }} className="row-link">
      <span className="quiet">{part.label}</span> {mark}
    </Link>
  );
}

function Words({ nodes }: { nodes: readonly Inline[] }): ReactNode {
  return nodes.map((node) => {
    const key = node.position!.start.offset;
    switch (node.type) {
      case 'text':
        return node.value;
      case 'strong':
        return (
          <strong key={key}>
            <Words nodes={node.children} />
          </strong>
        );
      case 'emphasis':
        return (
          <em key={key}>
            <Words nodes={node.children} />
          </em>
        );
      case 'inlineCode':
        return <code key={key}>{node.value}</code>;
      case 'link':
        return (
          <span key={key} title={node.url} className="text-link">
            <Words nodes={node.children} />
          </span>
        );
      case 'break':
        return <br key={key} />;
      default:
        return 'value' in node ? node.value : null;
    }
  });
}
