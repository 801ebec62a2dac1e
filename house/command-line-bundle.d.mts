export function build(): Promise<{ entries: string[]; durationMs: number }>;
export function isStale(): boolean;
