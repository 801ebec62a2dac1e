/** One of a few, side by side. */
export function Segments<Choice extends string>(props: {
  label: string;
  choices: readonly (readonly [Choice, string])[];
  chosen: Choice;
  choose: (choice: Choice) => void;
}) {
  return (
    <fieldset className="segments">
      <legend className="visually-hidden">{props.label}</legend>
      {props.choices.map(([choice, words]) => (
        <button
          key={choice}
          type="button"
          aria-pressed={choice === props.chosen}
          onClick={() => props.choose(choice)}
        >
          {words}
        </button>
      ))}
    </fieldset>
  );
}
