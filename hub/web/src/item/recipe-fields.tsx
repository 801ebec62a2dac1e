import { type FormEvent, useId } from 'react';
import type { Recipe } from '../live/facts.ts';

type Drawn = Exclude<Recipe, { recipe: 'library' }>;

const labels: Record<string, string> = {
  quote: 'Quote',
  by: 'Who says it',
  title: 'Title',
  lines: 'Lines, one in each row',
  caption: 'Caption',
  before: 'Before',
  after: 'After',
  points: 'Points, one in each row',
  closing: 'Closing',
};

/** The words that a picture is drawn from. */
export function RecipeFields({ recipe, keep }: { recipe: Drawn; keep: (recipe: Recipe) => void }) {
  const id = useId();
  const slots = Object.entries(recipe.slots).filter(([name]) => name !== 'picture');
  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const written = slots.map(([name, before]) => {
      const text = String(form.get(name)).trim();
      return [name, Array.isArray(before) ? text.split('\n').filter((line) => line.trim() !== '') : text];
    });
    keep({ ...recipe, slots: { ...recipe.slots, ...Object.fromEntries(written) } } as Recipe);
  };
  return (
    <form className="act" onSubmit={onSubmit}>
      {slots.map(([name, value]) => (
        <div key={name} className="act-field">
          <label htmlFor={`${id}-${name}`}>{labels[name] ?? name}</label>
          <textarea
            id={`${id}-${name}`}
            name={name}
            className="field"
            rows={Array.isArray(value) ? 4 : 2}
            defaultValue={Array.isArray(value) ? value.join('\n') : value}
          />
        </div>
      ))}
      <div className="act-actions">
        <button type="submit" className="button main">
          Draw it
        </button>
      </div>
    </form>
  );
}
