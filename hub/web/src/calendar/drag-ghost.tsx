import { useMoving } from './held.ts';
import { CardFace } from './item-card.tsx';
import { whenWords } from './use-reschedule.ts';

/** The card under the pointer, with where it would be put down. */
export function DragGhost() {
  const { held } = useMoving();
  if (held?.by !== 'pointer') return null;
  return (
    <div className="drag-ghost" style={{ translate: `${held.x + 10}px ${held.y + 10}px` }} aria-hidden="true">
      <p className="figure">{whenWords(held.wall)}</p>
      <div className="card">
        <CardFace card={held.card} wall={held.wall} />
      </div>
    </div>
  );
}
