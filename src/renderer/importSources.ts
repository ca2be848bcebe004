/** What a person sees of things to import: a name to propose and a line that says what they are. */
import type { Dropped } from './api/dropped-files.ts';
import { plural } from './words.ts';

const segments = (path: string) => path.split(/[\\/]+/).filter((segment) => segment !== '');

/** The one folder that all these files came in, or null: what a person means by "this folder". */
export function sharedFolder(files: readonly { path: string }[]): string | null {
  const tops = new Set(files.map(({ path }) => (path.includes('/') ? segments(path)[0]! : null)));
  const [top = null] = tops;
  return tops.size === 1 ? top : null;
}

/** The folder that all of a drop lies in, or the file's own name; `Images` where they have nothing in common. */
export function proposeName(sources: readonly Dropped[]): string {
  const tops = new Set(
    sources.map((source) => {
      const parts = segments(source.path);
      if (source.kind === 'file') return parts.length > 1 ? parts[0]! : '';
      return parts.at(-1) ?? '';
    }),
  );
  const [top = ''] = tops;
  if (tops.size !== 1 || top === '') return 'Images';
  return top.replace(/\.[a-z]{3,4}$/i, '').replaceAll('_', ' ');
}

/** `3,204 files from faces`, `2 folders or files: faces, scans`. */
export function describeSources(sources: readonly Dropped[]): string {
  const files = sources.filter(({ kind }) => kind === 'file');
  const paths = sources.filter(({ kind }) => kind === 'path').map(({ path }) => path);
  const parts: string[] = [];
  if (files.length > 0) {
    const name = proposeName(files);
    parts.push(plural(files.length, 'file') + (name === 'Images' ? '' : ` from ${name}`));
  }
  if (paths.length === 1) parts.push(paths[0]!);
  else if (paths.length > 1) parts.push(`${plural(paths.length, 'folder or file', 'folders and files')}`);
  return parts.join(', and ');
}
