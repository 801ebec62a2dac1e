import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSync } from 'oxc-parser';
import { readWorkspaces } from '../workspaces.mjs';
import type { House, Manifest, Module, Workspace } from './module.ts';
import { readImports } from './read-imports.ts';

const sourceFile = /\.(ts|tsx|mts|cts|mjs|cjs|js|jsx)$/;
/** Built output, installed packages, and fixtures that are text to a test rather than code of ours. */
/** What the drill's throw-away repository begins with is a house of its own. */
const skippedPaths = new Set(['drill/repository']);
const skippedFolders = new Set(['node_modules', 'dist', 'coverage', 'golden', 'fixtures']);
/** Folders beside the workspaces that hold code too. */
const otherFolders = ['drill', 'examples'];

/** Reads and parses every module below `root`. */
export function readHouse(root: string): House {
  const workspaces: Workspace[] = readWorkspaces(root);
  const below = [...workspaces.map(({ folder }) => folder), ...otherFolders].flatMap((folder) =>
    filesBelow(root, folder),
  );
  const atRoot = readdirSync(root).filter((name) => sourceFile.test(name));
  const files = [...new Set([...below, ...atRoot])].sort();
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest;
  return { manifest, workspaces, modules: files.map((file) => readModule(root, file, workspaces)) };
}

function filesBelow(root: string, folder: string): string[] {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) {
      const isSkipped =
        skippedFolders.has(entry.name) || skippedPaths.has(path) || entry.name.startsWith('.');
      return isSkipped ? [] : filesBelow(root, path);
    }
    return sourceFile.test(entry.name) ? [path] : [];
  });
}

function readModule(root: string, file: string, workspaces: Workspace[]): Module {
  const text = readFileSync(join(root, file), 'utf8');
  const parsed = parseSync(file, text, { preserveParens: false });
  const folder = workspaces.find((workspace) => file.startsWith(`${workspace.folder}/`))?.folder;
  return {
    file,
    ...(folder === undefined ? {} : { folder }),
    isTest: isTestFile(file),
    text,
    program: parsed.program,
    comments: parsed.comments,
    imports: readImports(parsed),
    syntaxErrors: parsed.errors.map(({ message, labels }) => ({ message, offset: labels[0]?.start ?? 0 })),
  };
}

function isTestFile(file: string): boolean {
  return (
    /(^|\/)test\//.test(file) ||
    /\.test\.\w+$/.test(file) ||
    /(^|-|\/)conformance\.ts$/.test(file) ||
    file.startsWith('base/testing/')
  );
}
