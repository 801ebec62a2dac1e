/** Why this package refused to go on; `facts` of the error name what was expected and what was found. */
export type AgentsErrorCode =
  | 'order_invalid'
  | 'turn_not_found'
  | 'turn_not_started'
  | 'turn_file_unreadable'
  | 'agent_unreadable';

export class AgentsError extends Error {
  readonly code: AgentsErrorCode;
  readonly facts: Readonly<Record<string, unknown>>;

  constructor(input: {
    code: AgentsErrorCode;
    message: string;
    facts: Record<string, unknown>;
    cause?: unknown;
  }) {
    super(input.message, { cause: input.cause });
    this.name = 'AgentsError';
    this.code = input.code;
    this.facts = input.facts;
  }
}
