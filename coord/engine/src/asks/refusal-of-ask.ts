import { EngineError } from '../engine-error.ts';

/** An ask that cannot be done as it was asked; the message is for the one who asked and says what to do. */
export const refusalOfAsk = (message: string): EngineError => new EngineError('ask_refused', message);

export const isRefusalOfAsk = (error: unknown): error is EngineError =>
  error instanceof EngineError && error.code === 'ask_refused';
