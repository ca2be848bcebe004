/** What a person dropped on the page or chose in a file field, as things to import: folders are walked to their files. */
import type { Host } from '../host.ts';

/** An absolute path on this machine, or a file's content with its path relative to what was dropped. */
export type Dropped = { kind: 'path'; path: string } | { kind: 'file'; file: File; path: string };

/**
 * Reads a drop or a choice. Must be called within the event: a DataTransfer is empty afterwards.
 *
 * The desktop shell gives the paths of what was dropped and walks nothing. Where a file has no path (dragged out of another
 * program), and in a browser, the files themselves are given.
 */
export async function readDropped(host: Host, source: DataTransfer | FileList): Promise<Dropped[]> {
  const files = source instanceof FileList ? source : source.files;
  if (host.kind === 'desktop') {
    const paths = [...files].map((file) => host.pathOf(file));
    if (paths.every((path) => path !== '')) return paths.map((path) => ({ kind: 'path', path }));
  }
  if (source instanceof FileList)
    return [...source].map((file) => ({ kind: 'file', file, path: file.webkitRelativePath || file.name }));

  const entries = [...source.items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  const found: Dropped[] = [];
  for (const entry of entries) await walk(entry, found);
  return found;
}

async function walk(entry: FileSystemEntry, found: Dropped[]): Promise<void> {
  if (isFile(entry)) {
    const file = await new Promise<File>((resolve, reject) => entry.file(resolve, reject));
    found.push({ kind: 'file', file, path: entry.fullPath.replace(/^\//, '') });
  } else if (isFolder(entry)) {
    for (const child of await childrenOf(entry)) await walk(child, found);
  }
}

/** A folder gives its entries in batches (of 100 in Chromium) until it gives none. */
async function childrenOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const children: FileSystemEntry[] = [];
  for (;;) {
    const batch = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (batch.length === 0) return children;
    children.push(...batch);
  }
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}

function isFolder(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}
