/** Folders of the command lines, e.g. `coord/cli`; each is a product's. */
export const productFolders: string[];
export function build(folder: string): Promise<{ entries: string[]; durationMs: number }>;
export function isStale(folder: string): boolean;
