import { Link } from '@tanstack/react-router';
import type { Round } from '../live/facts.ts';

type Lines = Round['answers'][number]['lines'];

/** Sentences, each with links to the events that it rests on. */
export function Sentences({ lines }: { lines: Lines }) {
  return (
    <ul>
      {lines.map(({ text, events }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the same may be said twice, and lines keep their place
        <li key={index}>
          {text}
          {events.map((event) => (
            <Link key={event} to="/events" search={{ event }} className="event-link figure">
              {event}
            </Link>
          ))}
        </li>
      ))}
    </ul>
  );
}
