import type { Comment, Program } from 'oxc-parser';

/** What the checks use of a package.json. */
export type Manifest = {
  name?: string;
  exports?: unknown;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
};

/** A package of the repository; `folder` is relative to the root, e.g. `coord/plan`. */
export type Workspace = { folder: string; name: string; manifest: Manifest };

/** One import, re-export, dynamic import or import type. `names` are the imported names, `*` for the whole module. */
export type Import = { specifier: string; isType: boolean; names: string[]; offset: number };

/** One parsed source file; `file` is relative to the root with `/`, and `folder` is its workspace's. */
export type Module = {
  file: string;
  folder?: string;
  /** Test code: `test/` folders, `*.test.ts`, conformance suites, and base/testing as a whole. */
  isTest: boolean;
  text: string;
  program: Program;
  comments: Comment[];
  imports: Import[];
  syntaxErrors: { message: string; offset: number }[];
};

/** Everything the checks look at: read once, then judged by pure functions. */
export type House = { manifest: Manifest; workspaces: Workspace[]; modules: Module[] };

/** One place that breaks a rule: what was found, why the rule is there, and what to do instead. */
export type Finding = { rule: string; file: string; line: number; found: string; why: string; fix: string };

/** The 1-based line of an offset. */
export function lineOf(module: Module, offset: number): number {
  let line = 1;
  for (let at = module.text.indexOf('\n'); at !== -1 && at < offset; at = module.text.indexOf('\n', at + 1))
    line += 1;
  return line;
}

/** The product or layer a folder belongs to: `coord`, `hub`, `base` or `house`. */
export function groupOf(folder: string): string {
  return folder.split('/')[0] ?? folder;
}
