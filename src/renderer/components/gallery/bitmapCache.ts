/**
 * Pictures by address, decoded off the main thread and kept while there is room. What is in view is loaded first; what has
 * left the view before its turn came is not loaded at all.
 */

/** Decoded pixels that may be kept: 48 million are 192 MB. */
const ROOM = 48e6;
const AT_ONCE = 6;

export interface BitmapCache {
  /** The picture, or null while it is not there (yet). */
  get(address: string): ImageBitmap | null;
  /** Says which pictures the view needs, in order of importance; replaces what was asked before. */
  request(addresses: Iterable<string>): void;
  close(): void;
}

export function createBitmapCache(onLoaded: () => void): BitmapCache {
  /** In order of use: the first key is the one that was not needed for longest. */
  const kept = new Map<string, ImageBitmap>();
  const failed = new Set<string>();
  const loading = new Map<string, AbortController>();
  let wanted = new Set<string>();
  let pixels = 0;

  function keep(address: string, bitmap: ImageBitmap): void {
    kept.set(address, bitmap);
    pixels += bitmap.width * bitmap.height;
    for (const [oldest, old] of kept) {
      if (pixels <= ROOM) break;
      if (wanted.has(oldest)) continue;
      pixels -= old.width * old.height;
      old.close();
      kept.delete(oldest);
    }
  }

  async function load(address: string): Promise<void> {
    const controller = new AbortController();
    loading.set(address, controller);
    try {
      const response = await fetch(address, { signal: controller.signal });
      if (!response.ok) throw new Error(`${response.status} ${response.statusText}`);
      keep(address, await createImageBitmap(await response.blob()));
      onLoaded();
    } catch {
      // A picture that cannot be had leaves its squares empty; asking again and again would not help.
      if (!controller.signal.aborted) failed.add(address);
    } finally {
      loading.delete(address);
      loadNext();
    }
  }

  function loadNext(): void {
    for (const address of wanted) {
      if (loading.size >= AT_ONCE) return;
      if (!kept.has(address) && !loading.has(address) && !failed.has(address)) void load(address);
    }
  }

  return {
    get(address) {
      const bitmap = kept.get(address);
      if (bitmap === undefined) return null;
      kept.delete(address);
      kept.set(address, bitmap);
      return bitmap;
    },
    request(addresses) {
      wanted = new Set(addresses);
      for (const [address, controller] of loading) if (!wanted.has(address)) controller.abort();
      loadNext();
    },
    close() {
      wanted = new Set();
      for (const controller of loading.values()) controller.abort();
      for (const bitmap of kept.values()) bitmap.close();
      kept.clear();
    },
  };
}
