/** What is asked for before an action is sent; of nearly every one, why. */
export type Field = {
  name: string;
  label: string;
  hint?: string;
  initial?: string;
  isOptional?: boolean;
} & (
  | { kind: 'line' | 'text' | 'switch' }
  | { kind: 'choice'; choices: readonly (readonly [value: string, words: string])[] }
);

/** Something that a person can do; `fixed` goes to `path` with what the fields say. */
export type Action = {
  path: string;
  title: string;
  detail?: string;
  /** The word on the button that does it. */
  verb: string;
  isGrave?: boolean;
  fields: readonly Field[];
  fixed: Readonly<Record<string, string | number | boolean>>;
  /** Said afterwards, where the answer has no words of its own. */
  done?: string;
};
