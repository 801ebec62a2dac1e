/** One finding of a named rule, with the place in the text that it is about. `fix` says in words what to do. */
export type Diagnostic = {
  rule: string;
  severity: 'error' | 'warning' | 'info';
  message: string;
  line: number;
  column: number;
  fix?: string;
};

/** What a parser answers: a value unless an error was found, and every finding either way. */
export type Parsed<Value> = { value?: Value; diagnostics: Diagnostic[] };
