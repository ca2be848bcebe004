/** Sends files from a page in a browser to the local host process, which puts them into a folder of the library. */
import { cancelledError, errorRecordSchema, fromErrorRecord, MorphospaceError } from '../../shared/errors.ts';
import type { ReportProgress } from '../../shared/progress.ts';
import type { Host } from '../host.ts';

export interface Upload {
  file: File;
  /** Relative, with forward slashes; its folders become folders. */
  path: string;
}

export interface UploadOptions {
  onProgress?: ReportProgress;
  signal?: AbortSignal;
}

/** Browsers open six connections to a host; the others stay free for thumbnails. */
const AT_ONCE = 4;

/**
 * Sends the files and gives the folder that they lie in, for `datasets.import`.
 *
 * @throws MorphospaceError `cancelled`, or what the host says of a file (a full disk, an impossible name).
 */
export async function uploadFiles(
  host: Host,
  name: string,
  uploads: readonly Upload[],
  { onProgress, signal }: UploadOptions = {},
): Promise<string> {
  const { folder, url } = await host.transport.call('uploads.begin', { name });
  const remaining = [...uploads];
  let sent = 0;

  const sendNext = async (): Promise<void> => {
    for (let next = remaining.shift(); next !== undefined; next = remaining.shift()) {
      await send(`${host.resourceUrl(url).replace(/\/?$/, '/')}${encodePath(next.path)}`, next.file, signal);
      sent += 1;
      onProgress?.({
        title: 'Copying images',
        value: sent / uploads.length,
        description: `${sent.toLocaleString('en-GB')} of ${uploads.length.toLocaleString('en-GB')}`,
      });
    }
  };
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, sendNext));
  } finally {
    remaining.length = 0; // One failure ends the others.
  }
  return folder;
}

async function send(address: string, file: File, signal: AbortSignal | undefined): Promise<void> {
  let response: Response;
  try {
    response = await fetch(address, { method: 'PUT', body: file, signal });
  } catch (cause) {
    if (signal?.aborted) throw cancelledError();
    throw new MorphospaceError(
      'upload-failed',
      `${file.name} could not be sent.`,
      'See whether Morphospace is still running and the file can still be read, then try again.',
      { cause },
    );
  }
  if (!response.ok) throw fromErrorRecord(errorRecordSchema.parse(await response.json()));
}

function encodePath(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}
